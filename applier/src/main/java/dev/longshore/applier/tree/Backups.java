/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Edited files, kept when a revision takes their place: a folder for each copy, named by its time, bounded in number and bytes. */
final class Backups {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    static final int FOLDERS = 20;
    static final long BYTES = 256L << 20;

    private final Path root;
    private final Path folder;
    private final Map<String, Path> kept = new HashMap<>();

    Backups(Path root, Clock clock) {
        this.root = root;
        this.folder = free(root, STAMP.format(clock.instant()));
    }

    private static Path free(Path root, String name) {
        Path folder = root.resolve(name);
        for (int i = 1; Files.exists(folder, LinkOption.NOFOLLOW_LINKS); i++) {
            folder = root.resolve(name + "-" + i);
        }
        return folder;
    }

    /** By path in the tree. */
    Map<String, Path> kept() {
        return Map.copyOf(kept);
    }

    /** Takes a file or link away from where it is, and returns when it would survive a power cut here. */
    void move(Path from, String path) throws IOException {
        Path to = place(path);
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            sync(to);
        } catch (AtomicMoveNotSupportedException e) { // the tree is on another file system
            Files.copy(from, to, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES);
            sync(to);
            Files.delete(from);
        }
        kept.put(path, to);
    }

    /** Copies a file, and returns when the copy would survive a power cut. */
    void copy(Path from, String path) throws IOException {
        Path to = place(path);
        Files.copy(from, to, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES);
        sync(to);
        kept.put(path, to);
    }

    private Path place(String path) throws IOException {
        Path to = folder.resolve(path);
        Files.createDirectories(to.getParent());
        return to;
    }

    private void sync(Path file) throws IOException {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            Durable.force(file);
        }
        for (Path p = file.getParent(); p != null && p.startsWith(root); p = p.getParent()) {
            Durable.force(p);
        }
    }

    /** Deletes the oldest folders beyond the bounds; never the one of this copy. */
    void prune() throws IOException {
        if (kept.isEmpty()) {
            return;
        }
        List<Path> folders;
        try (Stream<Path> all = Files.list(root)) {
            folders = all.sorted(Comparator.reverseOrder()).toList();
        }
        long bytes = 0;
        int count = 0;
        for (Path old : folders) {
            bytes += size(old);
            count++;
            if (!old.equals(folder) && (count > FOLDERS || bytes > BYTES)) {
                delete(old);
            }
        }
    }

    private static long size(Path folder) throws IOException {
        long bytes = 0;
        for (Path file : walk(folder)) {
            bytes += Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.size(file) : 0;
        }
        return bytes;
    }

    private static void delete(Path folder) throws IOException {
        List<Path> files = new ArrayList<>(walk(folder));
        files.sort(Comparator.reverseOrder());
        for (Path file : files) {
            Files.delete(file);
        }
    }

    private static List<Path> walk(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.toList();
        }
    }
}
