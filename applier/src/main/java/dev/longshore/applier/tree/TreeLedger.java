/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What Longshore itself has put into a tree, which is how an edit by somebody else is told from a copy that was cut off. It is on disk before a
 * copy begins and after it ends. Immutable.
 *
 * @param files by path: one entry, or several while it is not known which of them is there
 * @param absent paths that may not be there yet or any more, and that is our doing
 * @param inPlace paths that are being overwritten in place: they may hold half of something, and it is ours
 */
public record TreeLedger(SortedMap<String, List<Manifest.Entry>> files, Set<String> absent, Set<String> inPlace) {
    /** A tree that Longshore has put nothing into. */
    public static final TreeLedger EMPTY = new TreeLedger(Collections.emptySortedMap(), Set.of(), Set.of());

    /** Copies that were cut off one after the other, for one file; older ones are forgotten. */
    private static final int MOST = 10;

    public TreeLedger {
        TreeMap<String, List<Manifest.Entry>> copy = new TreeMap<>();
        files.forEach((path, entries) -> copy.put(path, List.copyOf(entries)));
        files = Collections.unmodifiableSortedMap(copy);
        absent = Set.copyOf(absent);
        inPlace = Set.copyOf(inPlace);
    }

    /** A tree that holds exactly this. */
    public static TreeLedger of(Manifest copied) {
        TreeMap<String, List<Manifest.Entry>> files = new TreeMap<>();
        copied.files().forEach((path, entry) -> files.put(path, List.of(entry)));
        return new TreeLedger(files, Set.of(), Set.of());
    }

    /** A tree of which it is only known what may be in it. */
    public static TreeLedger guess(Manifest copied) {
        TreeLedger known = of(copied);
        return new TreeLedger(known.files(), known.files().keySet(), Set.of());
    }

    /** What may be at a path and would be ours; empty if Longshore never put anything there. */
    public List<Manifest.Entry> entries(String path) {
        return files.getOrDefault(path, List.of());
    }

    /** What was copied last, or was being copied. */
    @JsonIgnore
    public Manifest manifest() {
        TreeMap<String, Manifest.Entry> last = new TreeMap<>();
        files.forEach((path, entries) -> last.put(path, entries.get(entries.size() - 1)));
        return new Manifest(last);
    }

    /** Whether a path had exactly this, and nothing else was on its way. */
    boolean isSettled(String path, Manifest.Entry entry) {
        return entries(path).equals(List.of(entry)) && !absent.contains(path);
    }

    /** A copy begins. */
    TreeLedger begin(Manifest next, Set<String> overwritten) {
        TreeMap<String, List<Manifest.Entry>> both = new TreeMap<>(files);
        next.files().forEach((path, entry) -> both.merge(path, List.of(entry), TreeLedger::join));
        Set<String> half = new TreeSet<>(inPlace);
        overwritten.stream()
                .filter(path -> both.getOrDefault(path, List.of()).size() > 1)
                .forEach(half::add);
        Set<String> missing = new TreeSet<>(both.keySet());
        missing.removeIf(path -> !absent.contains(path)
                && files.containsKey(path)
                && next.files().containsKey(path));
        return new TreeLedger(both, missing, half);
    }

    private static List<Manifest.Entry> join(List<Manifest.Entry> old, List<Manifest.Entry> more) {
        List<Manifest.Entry> all = new ArrayList<>(old);
        all.removeAll(more);
        all.addAll(more);
        return all.subList(Math.max(0, all.size() - MOST), all.size());
    }
}
