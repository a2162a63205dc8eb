/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import dev.longshore.syncer.git.CommitFiles;
import dev.longshore.syncer.git.CommitFiles.Entry;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is compared: what commits have, what the index has, what is on the disk.
 *
 * @param tip what the remote has
 * @param base what the local work began with
 * @param head what is checked out
 * @param pending what runs that were killed were about to write
 * @param index null if there is no index
 * @param disk by path: everything that one of the others has, and what lies where the remote has something else
 */
record Snapshot(
        NavigableMap<String, Entry> tip,
        NavigableMap<String, Entry> base,
        NavigableMap<String, Entry> head,
        List<NavigableMap<String, Entry>> pending,
        @Nullable NavigableMap<String, Entry> index,
        NavigableMap<String, OnDisk> disk) {
    private static final int MOST_FILES = 100_000;

    static Snapshot take(
            NavigableMap<String, Entry> tip,
            NavigableMap<String, Entry> base,
            NavigableMap<String, Entry> head,
            List<NavigableMap<String, Entry>> pending,
            @Nullable NavigableMap<String, Entry> index,
            WorkTree tree)
            throws IOException, CheckoutException {
        NavigableMap<String, OnDisk> disk = new TreeMap<>();
        Snapshot snapshot = new Snapshot(tip, base, head, pending, index, disk);
        for (String path : snapshot.known()) {
            disk.put(path, tree.look(path));
        }
        for (String path : tip.keySet()) {
            snapshot.lookAround(path, tree);
        }
        return snapshot;
    }

    private SortedSet<String> known() {
        SortedSet<String> paths = new TreeSet<>(tip.keySet());
        paths.addAll(base.keySet());
        paths.addAll(head.keySet());
        pending.forEach(begun -> paths.addAll(begun.keySet()));
        if (index != null) {
            paths.addAll(index.keySet());
        }
        return paths;
    }

    /** What lies where the remote has something is to be looked at too, though nobody knows it. */
    private void lookAround(String path, WorkTree tree) throws IOException, CheckoutException {
        OnDisk there = Objects.requireNonNull(disk.get(path));
        if (there instanceof OnDisk.Blocked blocked) {
            if (!disk.containsKey(blocked.by())) {
                disk.put(blocked.by(), tree.look(blocked.by()));
            }
        } else if (there instanceof OnDisk.Folder && !WorkTree.isSame(there, tip.get(path))) {
            SortedMap<String, OnDisk> inside = tree.below(path, MOST_FILES);
            disk.putAll(inside);
        }
    }

    /** What was edited: by path, and how. */
    SortedMap<String, LocalEdit.Kind> edits() {
        SortedMap<String, LocalEdit.Kind> edits = new TreeMap<>();
        disk.forEach((path, there) -> {
            if (!isKnown(path, there)) {
                edits.put(path, kind(path, there));
            } else if (isStaged(path)) {
                edits.put(path, LocalEdit.Kind.STAGED);
            }
        });
        return edits;
    }

    private LocalEdit.Kind kind(String path, OnDisk there) {
        boolean followed =
                base.containsKey(path) || head.containsKey(path) || (index != null && index.containsKey(path));
        if (!followed) {
            return LocalEdit.Kind.IN_THE_WAY;
        }
        return there.entry() == null && !(there instanceof OnDisk.Special)
                ? LocalEdit.Kind.DELETED
                : LocalEdit.Kind.MODIFIED;
    }

    /** Whether what is on the disk is what a revision has there, so that nothing is lost with it. */
    private boolean isKnown(String path, OnDisk there) {
        if (isIndexOnly(path)) {
            return true; // it stays where it is
        }
        return WorkTree.isSame(there, base.get(path))
                || WorkTree.isSame(there, tip.get(path))
                || pending.stream().anyMatch(begun -> WorkTree.isSame(there, begun.get(path)));
    }

    /** Staged, in no revision, and in nobody's way. */
    private boolean isIndexOnly(String path) {
        return index != null && index.containsKey(path) && !isInARevision(path) && !isInTheWay(path);
    }

    private boolean isInARevision(String path) {
        return tip.containsKey(path) || base.containsKey(path) || head.containsKey(path) || isPending(path);
    }

    /** Whether a run that was killed may have put it there. */
    boolean isPending(String path) {
        return pending.stream().anyMatch(begun -> begun.containsKey(path));
    }

    /** Whether the remote has a file where this is a folder, or the other way round. */
    boolean isInTheWay(String path) {
        String below = tip.higherKey(path + "/");
        if (below != null && below.startsWith(path + "/")) {
            return true;
        }
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            if (tip.containsKey(path.substring(0, slash))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the index has something there that no revision has. */
    boolean isStaged(String path) {
        if (index == null) {
            return false;
        }
        CommitFiles.Entry staged = index.get(path);
        return !Objects.equals(staged, base.get(path))
                && !Objects.equals(staged, tip.get(path))
                && pending.stream().noneMatch(begun -> Objects.equals(staged, begun.get(path)));
    }

    /** What is on the disk, for a backup: Git's entries by path. */
    Map<String, OnDisk.Present> files() {
        Map<String, OnDisk.Present> files = new LinkedHashMap<>();
        disk.forEach((path, there) -> {
            if (there instanceof OnDisk.Present present) {
                files.put(path, present);
            }
        });
        return files;
    }
}
