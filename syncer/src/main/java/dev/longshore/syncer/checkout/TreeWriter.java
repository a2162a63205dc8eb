/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import dev.longshore.syncer.git.CommitFiles.Entry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * Puts files of a commit into a working tree: each in one step, by a temporary file and a rename, and only where there still is what was
 * looked at. Follows no symlink, runs no filter, converts nothing.
 */
final class TreeWriter {
    private static final Map<PosixFilePermission, PosixFilePermission> RUN_IF_READ = Map.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_EXECUTE,
            PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_EXECUTE);

    private final Snapshot snapshot;
    private final WorkTree tree;
    private final ObjectReader objects;
    private final Path temporary;
    private final Map<String, OnDisk.Stamp> written = new HashMap<>();

    /** @param temporary a folder on the file system of the tree that nobody else uses */
    TreeWriter(Snapshot snapshot, WorkTree tree, ObjectReader objects, Path temporary) {
        this.snapshot = snapshot;
        this.tree = tree;
        this.objects = objects;
        this.temporary = temporary;
    }

    /**
     * Does it.
     *
     * @return by which the written files are known to be what was written
     * @throws TreeMovedException if somebody changed something meanwhile; a part may be done, and nothing of theirs is lost
     */
    Map<String, OnDisk.Stamp> carryOut(Plan plan) throws IOException {
        Files.createDirectories(temporary);
        for (Map.Entry<String, Entry> file : plan.write().entrySet()) {
            write(file.getKey(), file.getValue());
        }
        SortedSet<String> emptied = new TreeSet<>(Comparator.reverseOrder());
        for (String path : plan.remove()) {
            if (removeIfAsSeen(path)) {
                addParents(path, emptied);
            }
        }
        for (String folder : emptied) {
            removeIfEmpty(folder);
        }
        return written;
    }

    private void write(String path, Entry entry) throws IOException {
        OnDisk seen = Objects.requireNonNull(snapshot.disk().get(path));
        if (seen instanceof OnDisk.Blocked blocked) {
            removeBlocker(blocked.by());
        } else if (seen instanceof OnDisk.Folder) {
            removeFolder(path);
        }
        Path target = tree.resolve(path);
        makeFolders(path);
        if (entry.mode() == FileMode.GITLINK.getBits()) {
            removeIfThere(path, seen);
            Files.createDirectories(target);
            return;
        }
        Path made = make(entry);
        checkAsSeen(path, seen);
        written.put(path, WorkTree.stampOf(made));
        move(made, target);
    }

    /** For the second file behind it, it is gone, and a folder of ours is there. */
    private void removeBlocker(String path) throws IOException {
        if (!Files.isDirectory(tree.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
            remove(path);
        }
    }

    private void removeIfThere(String path, OnDisk seen) throws IOException {
        if (seen instanceof OnDisk.Present) {
            remove(path);
        }
    }

    private Path make(Entry entry) throws IOException {
        Path made = temporary.resolve(entry.id().name());
        Files.deleteIfExists(made);
        if (entry.mode() == FileMode.TYPE_SYMLINK) {
            byte[] goal = objects.open(entry.id(), Constants.OBJ_BLOB).getBytes();
            return Files.createSymbolicLink(made, Path.of(new String(goal, StandardCharsets.UTF_8)));
        }
        try (OutputStream out = Files.newOutputStream(made)) {
            objects.open(entry.id(), Constants.OBJ_BLOB).copyTo(out);
        }
        if (entry.mode() == FileMode.EXECUTABLE_FILE.getBits()) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(made);
            RUN_IF_READ.forEach((read, run) -> {
                if (permissions.contains(read)) {
                    permissions.add(run);
                }
            });
            Files.setPosixFilePermissions(made, permissions);
        }
        return made;
    }

    private static void move(Path made, Path target) throws IOException {
        try {
            Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) { // another file system is mounted on a folder of the tree
            Path beside = target.resolveSibling(".longshore-" + made.getFileName());
            Files.move(made, beside, StandardCopyOption.REPLACE_EXISTING);
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Folders on the way. A symlink in place of one would lead out of the tree. */
    private void makeFolders(String path) throws IOException {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            Path folder = tree.resolve(path.substring(0, slash));
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                    throw new TreeMovedException(path);
                }
                Files.createDirectory(folder);
            }
        }
    }

    private void checkAsSeen(String path, OnDisk seen) throws IOException {
        OnDisk.Stamp before = seen instanceof OnDisk.Present present ? present.stamp() : null;
        OnDisk.Stamp now = tree.stamp(path);
        if (!Objects.equals(before, now)) {
            throw new TreeMovedException(path);
        }
    }

    /** Takes a file away that is as it was seen. What is gone already was in the way of another file. */
    private boolean removeIfAsSeen(String path) throws IOException {
        if (tree.stamp(path) == null || Files.isDirectory(tree.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        remove(path);
        return true;
    }

    private void remove(String path) throws IOException {
        OnDisk seen = snapshot.disk().get(path);
        OnDisk.Stamp now = tree.stamp(path);
        if (now == null) {
            return;
        }
        if (!(seen instanceof OnDisk.Present present) || !present.stamp().equals(now)) {
            throw new TreeMovedException(path);
        }
        Files.delete(tree.resolve(path));
    }

    /** What was seen in a folder, and then the folder; a file that has appeared since keeps it. */
    private void removeFolder(String folder) throws IOException {
        for (String path : snapshot.disk().subMap(folder + "/", folder + "0").keySet()) {
            if (snapshot.disk().get(path) instanceof OnDisk.Present) {
                remove(path);
            }
        }
        List<Path> folders;
        try (var below = Files.walk(tree.resolve(folder))) {
            folders = below.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path empty : folders) {
            try {
                Files.delete(empty);
            } catch (DirectoryNotEmptyException e) {
                throw new TreeMovedException(folder);
            }
        }
    }

    private static void addParents(String path, SortedSet<String> folders) {
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            folders.add(path.substring(0, slash));
        }
    }

    private void removeIfEmpty(String folder) throws IOException {
        try {
            Files.deleteIfExists(tree.resolve(folder));
        } catch (DirectoryNotEmptyException | NoSuchFileException e) {
            // somebody keeps something there
        }
    }
}
