/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Writes and removes single files of one tree, never through a symlink, keeping a backup of what is not ours. */
final class TreeWriter {
    private final CopyOrder order;
    private final Path tree;
    private final TreeLedger ledger;
    private final Backups backups;
    private final List<String> written = new ArrayList<>();
    private final List<String> removed = new ArrayList<>();
    private final Set<Path> touched = new HashSet<>();

    TreeWriter(CopyOrder order, TreeLedger ledger, Backups backups) {
        this.order = order;
        this.tree = order.tree();
        this.ledger = ledger;
        this.backups = backups;
    }

    List<String> written() {
        return written;
    }

    List<String> removed() {
        return removed;
    }

    /** Last step: removes the folders that are empty now. Not earlier, or a mounted one would be made anew. */
    void finish() throws IOException {
        for (Path folder : touched) {
            Durable.force(folder);
        }
        for (String path : removed) {
            removeEmptyFolders(path);
        }
    }

    void remove(String path) throws IOException {
        Path file = tree.resolve(path);
        if (!foldersAreReal(file) || !exists(file) || Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        clear(path);
        removed.add(path);
    }

    void write(String path, Manifest.Entry entry) throws IOException {
        if (TreeInspector.matches(tree, path, entry)) {
            return;
        }
        makeFolders(path);
        Path file = tree.resolve(path);
        makeRoom(path, file);
        boolean inPlace = order.inPlace().contains(path)
                && entry.linkTarget() == null
                && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
        if (isForeign(path)) {
            if (inPlace) {
                backups.copy(file, path);
            } else {
                backups.move(file, path);
            }
        }
        if (inPlace) {
            Durable.overwrite(order.staging().resolve(path), file);
            setMode(file, entry);
        } else {
            replace(order.staging().resolve(path), file, entry);
        }
        written.add(path);
        touched.add(file.getParent());
    }

    private void makeRoom(String path, Path file) throws IOException {
        for (String gone : removed) {
            if (gone.startsWith(path + "/")) {
                removeEmptyFolders(gone);
            }
        }
        if (TreeInspector.isEmptyFolder(file)) {
            Files.delete(file);
        } else if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new TreeConflictException(
                    "'" + path + "' is a file in the revision, but a folder with other files in " + tree
                            + "; move that folder away");
        }
    }

    private static void replace(Path from, Path file, Manifest.Entry entry) throws IOException {
        Path temporary = file.resolveSibling(".longshore-" + UUID.randomUUID() + ".tmp");
        try {
            if (entry.linkTarget() != null) {
                Files.createSymbolicLink(temporary, Path.of(entry.linkTarget()));
            } else {
                Files.copy(from, temporary, LinkOption.NOFOLLOW_LINKS);
                setMode(temporary, entry);
                Durable.force(temporary);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void setMode(Path file, Manifest.Entry entry) throws IOException {
        Files.setPosixFilePermissions(
                file, PosixFilePermissions.fromString(entry.executable() ? "rwxr-xr-x" : "rw-r--r--"));
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
            backups.move(tree.resolve(path), path);
        } else {
            Files.delete(tree.resolve(path));
        }
    }

    /** Whether something is there that we did not put there just so. */
    private boolean isForeign(String path) {
        return exists(tree.resolve(path))
                && !ledger.inPlace().contains(path)
                && ledger.entries(path).stream().noneMatch(old -> TreeInspector.matches(tree, path, old));
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
            empty = TreeInspector.isEmptyFolder(folder);
            if (empty) {
                Files.delete(folder);
            }
        }
    }

    private static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }
}
