/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.stacks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Takes the bytes of a bundle, digests them, and moves from memory to a file when they become many. */
final class BundleSpool extends OutputStream {
    private static final int MEMORY_BYTES = 4 << 20;

    /** There are more bytes than a bundle may have. */
    static final class FullException extends IOException {}

    private final Path directory;
    private final long limit;
    private final MessageDigest digest = TreeDigest.sha256();
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private OutputStream out = memory;
    private @Nullable Path file;
    private long size;

    /**
     * @param directory for the temporary file
     * @param limit bytes; one more fails with {@link FullException}
     */
    BundleSpool(Path directory, long limit) {
        this.directory = directory;
        this.limit = limit;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        size += length;
        if (size > limit) {
            throw new FullException();
        }
        if (file == null && size > MEMORY_BYTES) {
            spill();
        }
        digest.update(bytes, offset, length);
        out.write(bytes, offset, length);
    }

    private void spill() throws IOException {
        Files.createDirectories(directory);
        file = Files.createTempFile(directory, "bundle-", ".tar.gz");
        out = Files.newOutputStream(file);
        memory.writeTo(out);
        memory.reset();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** Call it once, after closing. */
    Bundle bundle() {
        return new Bundle(HexFormat.of().formatHex(digest.digest()), size, memory.toByteArray(), file);
    }

    void discard() throws IOException {
        out.close();
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}
