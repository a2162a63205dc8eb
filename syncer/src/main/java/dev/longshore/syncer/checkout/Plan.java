/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import dev.longshore.syncer.git.CommitFiles.Entry;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is to be done to a working tree. Made of a {@link Snapshot} alone, so that it can be looked at before anything happens.
 *
 * @param write what to put where
 * @param remove what to take away
 * @param kept edits that stay
 * @param index what the index is to have
 */
record Plan(
        SortedMap<String, Entry> write,
        SortedSet<String> remove,
        SortedSet<String> kept,
        NavigableMap<String, Entry> index) {

    /** The remote wins. */
    static Plan forRemote(Snapshot snapshot) {
        return of(snapshot, Set.of());
    }

    /** What was edited stays, and so does what cannot be written without touching it. */
    static Plan forLocal(Snapshot snapshot) {
        return of(snapshot, snapshot.edits().keySet());
    }

    private static Plan of(Snapshot snapshot, Set<String> edited) {
        SortedSet<String> kept = new TreeSet<>(edited);
        NavigableMap<String, Entry> index = new TreeMap<>(snapshot.tip());
        SortedMap<String, Entry> write = new TreeMap<>();
        SortedSet<String> remove = new TreeSet<>();
        snapshot.disk().forEach((path, there) -> {
            Entry wanted = snapshot.tip().get(path);
            if (edited.contains(path) || isHeldBy(there, path, kept)) {
                keepStaged(snapshot, path, index);
            } else if (wanted == null) {
                if (there instanceof OnDisk.Present && isOurs(snapshot, path)) {
                    remove.add(path);
                }
            } else if (!WorkTree.isSame(there, wanted)) {
                write.put(path, wanted);
            }
        });
        return new Plan(write, remove, kept, index);
    }

    /** Whether an edit that stays lies on the way to this path, or below it. */
    private static boolean isHeldBy(OnDisk there, String path, SortedSet<String> kept) {
        if (there instanceof OnDisk.Blocked blocked) {
            return kept.contains(blocked.by());
        }
        return there instanceof OnDisk.Folder
                && kept.tailSet(path + "/").stream()
                        .findFirst()
                        .filter(first -> first.startsWith(path + "/"))
                        .isPresent();
    }

    /** What a revision brought may be taken away. What nobody but the index knows is left alone. */
    private static boolean isOurs(Snapshot snapshot, String path) {
        return snapshot.base().containsKey(path) || snapshot.head().containsKey(path) || snapshot.isPending(path);
    }

    private static void keepStaged(Snapshot snapshot, String path, NavigableMap<String, Entry> index) {
        if (!snapshot.isStaged(path) || snapshot.isInTheWay(path)) {
            return;
        }
        Entry staged = snapshot.index() == null ? null : snapshot.index().get(path);
        if (staged == null) {
            index.remove(path);
        } else {
            index.put(path, staged);
        }
    }

    /** Whether something was staged that neither the new index nor the disk has. */
    boolean forgetsStaged(Snapshot snapshot) {
        NavigableMap<String, Entry> staged = snapshot.index();
        if (staged == null) {
            return false;
        }
        return staged.entrySet().stream()
                .filter(entry -> snapshot.isStaged(entry.getKey()))
                .anyMatch(entry -> !entry.getValue().equals(index.get(entry.getKey())));
    }

    /** Whether neither files nor the index are to be changed. */
    boolean isEmpty(Snapshot snapshot) {
        return write.isEmpty() && remove.isEmpty() && index.equals(snapshot.index());
    }
}
