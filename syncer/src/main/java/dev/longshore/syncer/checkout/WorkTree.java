/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import dev.longshore.syncer.git.CommitFiles;
import dev.longshore.syncer.git.CommitFiles.Entry;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.jspecify.annotations.Nullable;

/** The files of a working tree, as they are now. Reads every byte: a time and a size do not say what is in a file. */
final class WorkTree {
    private static final String GIT = ".git";

    private final Path root;
    private final @Nullable ToIntFunction<String> modes;

    /**
     * The tree at a root.
     *
     * @param modes the mode of a file by path, where the file system cannot keep one; null where it can
     */
    WorkTree(Path root, @Nullable ToIntFunction<String> modes) {
        this.root = root;
        this.modes = modes;
    }

    Path root() {
        return root;
    }

    Path resolve(String path) {
        return root.resolve(path);
    }

    /** What is there; the content of a file is read. */
    OnDisk look(String path) throws IOException {
        String blocked = blockedBy(path);
        if (blocked != null) {
            return new OnDisk.Blocked(blocked);
        }
        FileAttributes before = FileAttributes.of(resolve(path));
        if (before == null) {
            return new OnDisk.Absent();
        }
        if (before.isFolder()) {
            return new OnDisk.Folder();
        }
        if (!before.isFile() && !before.isLink()) {
            return new OnDisk.Special();
        }
        OnDisk.Stamp stamp = before.stamp();
        ObjectId id = before.isLink() ? idOf(linkBytes(path)) : hash(path, stamp.size());
        if (!stamp.equals(stamp(path))) {
            throw new TreeMovedException(path);
        }
        return new OnDisk.Present(new Entry(mode(path, before), id), stamp);
    }

    private int mode(String path, FileAttributes attributes) {
        if (attributes.isLink()) {
            return FileMode.TYPE_SYMLINK;
        }
        if (modes != null) {
            return modes.applyAsInt(path);
        }
        return attributes.isExecutable() ? FileMode.EXECUTABLE_FILE.getBits() : FileMode.REGULAR_FILE.getBits();
    }

    /** By which what is there is known to be what was looked at; null if there is nothing. */
    OnDisk.@Nullable Stamp stamp(String path) throws IOException {
        FileAttributes now = blockedBy(path) == null ? FileAttributes.of(resolve(path)) : null;
        return now == null ? null : now.stamp();
    }

    /** Of a file that is there. */
    static OnDisk.Stamp stampOf(Path file) throws IOException {
        FileAttributes now = FileAttributes.of(file);
        if (now == null) {
            throw new NoSuchFileException(file.toString());
        }
        return now.stamp();
    }

    /** The first part of the way to a path that is there and is no folder; null if nothing is in the way. */
    private @Nullable String blockedBy(String path) throws IOException {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            String ancestor = path.substring(0, slash);
            FileAttributes attributes = FileAttributes.of(resolve(ancestor));
            if (attributes == null) {
                return null;
            }
            if (!attributes.isFolder()) {
                return ancestor;
            }
        }
        return null;
    }

    /** The target of a symlink as Git keeps it. */
    byte[] linkBytes(String path) throws IOException {
        return Files.readSymbolicLink(resolve(path)).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectId idOf(byte[] content) {
        try (ObjectInserter.Formatter formatter = new ObjectInserter.Formatter()) {
            return formatter.idFor(Constants.OBJ_BLOB, content);
        }
    }

    private ObjectId hash(String path, long size) throws IOException {
        try (ObjectInserter.Formatter formatter = new ObjectInserter.Formatter();
                InputStream in = Files.newInputStream(resolve(path), LinkOption.NOFOLLOW_LINKS)) {
            return formatter.idFor(Constants.OBJ_BLOB, size, in);
        } catch (EOFException | NoSuchFileException e) {
            throw new TreeMovedException(path);
        }
    }

    /**
     * What lies in a folder, and in the folders in it.
     *
     * @param limit of the number of files
     * @return by path; without folders
     * @throws CheckoutException if there are too many files, or a repository
     */
    SortedMap<String, OnDisk> below(String folder, int limit) throws IOException, CheckoutException {
        SortedMap<String, OnDisk> found = new TreeMap<>();
        collect(folder, limit, found);
        return found;
    }

    private void collect(String folder, int limit, SortedMap<String, OnDisk> found)
            throws IOException, CheckoutException {
        for (String name : names(folder)) {
            String path = folder + "/" + name;
            if (name.equals(GIT) || found.size() >= limit) {
                throw CheckoutException.conflict(
                        "tree.in_the_way",
                        resolve(folder) + (name.equals(GIT) ? " is a repository" : " has too many files")
                                + " and lies where the remote has a file; move it away");
            }
            OnDisk there = look(path);
            if (there instanceof OnDisk.Folder) {
                collect(path, limit, found);
            } else {
                found.put(path, there);
            }
        }
    }

    private List<String> names(String folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(resolve(folder))) {
            List<String> names = new ArrayList<>();
            entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
            return names;
        }
    }

    /** Whether what is on the disk is what a commit has there; null stands for nothing. */
    static boolean isSame(OnDisk disk, CommitFiles.@Nullable Entry entry) {
        if (entry != null && entry.mode() == FileMode.GITLINK.getBits()) {
            return disk instanceof OnDisk.Folder; // what is in it is another repository's
        }
        return entry == null ? disk.entry() == null && !(disk instanceof OnDisk.Special) : entry.equals(disk.entry());
    }
}
