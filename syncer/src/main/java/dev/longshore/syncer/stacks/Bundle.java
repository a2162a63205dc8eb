/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.stacks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The files of a stack as a gzipped tar, in memory or, if it is large, in a temporary file that closing deletes. */
public final class Bundle implements AutoCloseable {
    private final String sha256;
    private final long size;
    private final byte[] memory;
    private final @Nullable Path file;

    Bundle(String sha256, long size, byte[] memory, @Nullable Path file) {
        this.sha256 = sha256;
        this.size = size;
        this.memory = memory;
        this.file = file;
    }

    /** Lower-case hex digest of all its bytes. */
    public String sha256() {
        return sha256;
    }

    /** Bytes. */
    public long size() {
        return size;
    }

    /** All its bytes; may be opened again. */
    public InputStream open() throws IOException {
        return file == null ? new ByteArrayInputStream(memory) : Files.newInputStream(file);
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}
