/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The bundles of one stack that are at hand, named by their content. */
public final class BundleStore {
    private static final String SUFFIX = ".tar.gz";
    private static final String PARTIAL = ".partial";

    private final Path folder;

    BundleStore(Path folder) {
        this.folder = folder;
    }

    /** The bundle of this digest, if it is here; it then counts as the newest. */
    public Optional<Path> find(String sha256) throws IOException {
        Path file = file(sha256);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis()));
        return Optional.of(file);
    }

    /** Whether the bundle of this digest is here. */
    public boolean contains(String sha256) {
        return Files.isRegularFile(file(sha256));
    }

    /** Where to write a bundle to before its digest is known to be right. */
    public Path partial(String sha256) throws IOException {
        Files.createDirectories(folder);
        return folder.resolve(sha256 + PARTIAL);
    }

    /** Takes a whole and verified bundle in. */
    public Path accept(Path partial, String sha256) throws IOException {
        return Files.move(partial, file(sha256), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Makes a bundle survive a power cut: before it becomes golden. */
    public void sync(String sha256) throws IOException {
        try (FileChannel channel = FileChannel.open(file(sha256), StandardOpenOption.READ)) {
            channel.force(true);
        }
        AtomicFile.sync(folder);
    }

    /** Deletes all but the {@code keep} newest and {@code pinned}, and what broken fetches left. */
    public void prune(int keep, Set<String> pinned) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> old = all.filter(file -> !pinned.contains(digest(file)))
                    .sorted(Comparator.comparing(BundleStore::modified).reversed())
                    .toList();
            for (Path file : old.subList(Math.min(keep, old.size()), old.size())) {
                Files.deleteIfExists(file);
            }
        }
    }

    private Path file(String sha256) {
        return folder.resolve(sha256 + SUFFIX);
    }

    private static String digest(Path file) {
        return file.getFileName().toString().replace(SUFFIX, "");
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0); // gone meanwhile, or not to be read: the first to go
        }
    }
}
