/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;

/** How large a mirror is, and whether that has changed. */
public final class MirrorSize {
    private MirrorSize() {}

    /** Bytes of all files; also while some of them go. */
    public static long of(Path mirror) throws IOException {
        try (Stream<Path> files = Files.walk(mirror)) {
            return files.mapToLong(MirrorSize::size).sum();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) { // gone meanwhile
            return 0;
        }
    }

    /** When a pack last came or went; the size is the same as long as this is. */
    public static FileTime changed(Path mirror) throws IOException {
        Path packs = mirror.resolve("objects/pack");
        return Files.isDirectory(packs) ? Files.getLastModifiedTime(packs) : FileTime.fromMillis(0);
    }
}
