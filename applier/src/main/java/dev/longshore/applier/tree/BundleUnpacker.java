/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Unpacks a bundle, trusting nothing in it: the commit may be hostile even where its author is allowed to push. */
public final class BundleUnpacker {
    private static final int BUFFER = 64 * 1024;

    private final UnpackLimits limits;

    public BundleUnpacker() {
        this(UnpackLimits.DEFAULT);
    }

    public BundleUnpacker(UnpackLimits limits) {
        this.limits = limits;
    }

    /**
     * Unpacks into {@code staging}, which must be empty or absent. After an exception it holds a part of the bundle and is the caller's to
     * delete.
     *
     * @param bundle tar.gz
     * @throws UnsafeBundleException if the bundle is broken or asks for something that is not allowed
     * @throws UncheckedIOException if this machine failed
     */
    public Manifest unpack(Path bundle, Path staging) {
        try {
            prepare(staging);
            try (InputStream file = Files.newInputStream(bundle)) {
                return extract(file, new StagingWriter(staging, limits));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + bundle.getFileName() + ": " + e.getMessage(), e);
        }
    }

    private Manifest extract(InputStream file, StagingWriter writer) throws IOException {
        InputStream expanded = new BoundedStream(new BufferedInputStream(open(file), BUFFER), limits.bytes());
        try (TarArchiveInputStream tar = new TarArchiveInputStream(expanded, "UTF-8")) {
            for (TarArchiveEntry entry = next(tar); entry != null; entry = next(tar)) {
                writer.write(entry, tar);
            }
        }
        return writer.finish();
    }

    private static InputStream open(InputStream file) {
        try {
            return new GZIPInputStream(file, BUFFER);
        } catch (IOException e) {
            throw corrupt(e);
        }
    }

    // The parser throws unchecked exceptions too on hostile headers.
    @SuppressWarnings("NullAway") // null is how commons-compress says "no more"
    private static TarArchiveEntry next(TarArchiveInputStream tar) {
        try {
            return tar.getNextEntry();
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw corrupt(e);
        }
    }

    static UnsafeBundleException corrupt(Exception e) {
        return new UnsafeBundleException(
                UnsafeBundleException.CORRUPT, "the bundle is not a complete tar.gz: " + e.getMessage(), e);
    }

    private static void prepare(Path staging) throws IOException {
        Files.createDirectories(staging);
        try (Stream<Path> children = Files.list(staging)) {
            if (children.findAny().isPresent()) {
                throw new IllegalStateException("the staging folder is not empty: " + staging);
            }
        }
    }
}
