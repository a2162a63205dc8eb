/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes and removes single files of one tree, never through a symlink, keeping aside what is not the old revision's. */
final class TreeWriter {
    private final Path tree;
    private final Manifest previous;
    private final Path backups;
    private final List<String> written = new ArrayList<>();
    private final List<String> removed = new ArrayList<>();
    private final List<Path> keptAside = new ArrayList<>();

    TreeWriter(Path tree, Manifest previous, Path backups) {
        this.tree = tree;
        this.previous = previous;
        this.backups = backups;
    }

    /** Last step: removes the folders that are empty now. Not earlier, or a mounted one would be made anew. */
    CopyResult finish() throws IOException {
        for (String path : removed) {
            removeEmptyFolders(path);
        }
        return new CopyResult(written, removed, keptAside);
    }

    void remove(String path) throws IOException {
        Path file = tree.resolve(path);
        if (!foldersAreReal(file) || !exists(file) || Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        clear(path);
        removed.add(path);
    }

    void write(Path staging, String path, Manifest.Entry entry) throws IOException {
        if (TreeInspector.matches(tree, path, entry)) {
            return;
        }
        makeFolders(path);
        Path file = tree.resolve(path);
        for (String gone : removed) {
            if (gone.startsWith(path + "/")) {
                removeEmptyFolders(gone);
            }
        }
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new TreeConflictException(
                    "'" + path + "' is a file in the revision, but a folder with other files in " + tree
                            + "; move that folder away");
        }
        if (isForeign(path)) {
            keepAside(path);
        }
        Path temporary = file.resolveSibling(".longshore-" + UUID.randomUUID() + ".tmp");
        try {
            create(staging.resolve(path), temporary, entry);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        written.add(path);
    }

    private static void create(Path from, Path to, Manifest.Entry entry) throws IOException {
        if (entry.linkTarget() != null) {
            Files.createSymbolicLink(to, Path.of(entry.linkTarget()));
            return;
        }
        Files.copy(from, to, LinkOption.NOFOLLOW_LINKS);
        Files.setPosixFilePermissions(
                to, PosixFilePermissions.fromString(entry.executable() ? "rwxr-xr-x" : "rw-r--r--"));
    }

    /** Makes the folders above {@code path}; a file or symlink in the place of one is cleared away first. */
    private void makeFolders(String path) throws IOException {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            String folder = path.substring(0, slash);
            Path p = tree.resolve(folder);
            if (exists(p) && !Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS)) {
                clear(folder);
            }
            if (!exists(p)) {
                Files.createDirectory(p);
            }
        }
    }

    private void clear(String path) throws IOException {
        if (isForeign(path)) {
            keepAside(path);
        } else {
            Files.delete(tree.resolve(path));
        }
    }

    /** Whether something is there that the previous revision did not bring just so. */
    private boolean isForeign(String path) {
        Manifest.@Nullable Entry old = previous.files().get(path);
        return exists(tree.resolve(path)) && (old == null || !TreeInspector.matches(tree, path, old));
    }

    private void keepAside(String path) throws IOException {
        Path kept = backups.resolve(path);
        Files.createDirectories(kept.getParent());
        Files.move(tree.resolve(path), kept);
        keptAside.add(kept);
    }

    private boolean foldersAreReal(Path file) {
        for (Path p = file.getParent(); p != null && !p.equals(tree); p = p.getParent()) {
            if (!Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
        }
        return true;
    }

    private void removeEmptyFolders(String path) throws IOException {
        boolean empty = foldersAreReal(tree.resolve(path));
        for (int slash = path.lastIndexOf('/'); slash >= 0 && empty; slash = path.lastIndexOf('/', slash - 1)) {
            Path folder = tree.resolve(path.substring(0, slash));
            empty = isEmpty(folder);
            if (empty) {
                Files.delete(folder);
            }
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.findAny().isEmpty();
        }
    }

    private static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }
}
