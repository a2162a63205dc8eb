/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds what somebody did to the files of a tree. Files that no revision brings are not looked at, unless they are in the way of one. */
public final class LocalEdits {
    private final Path tree;
    private final TreeLedger ledger;
    private final FileMatcher matcher;
    private final SortedMap<String, LocalEdit> found = new TreeMap<>();

    private LocalEdits(Path tree, TreeLedger ledger, FileMatcher matcher) {
        this.tree = tree;
        this.ledger = ledger;
        this.matcher = matcher;
    }

    /** Edits of a tree into which {@code next} is to be copied, by path. Where somebody has done already what {@code next} does is none. */
    public static SortedMap<String, LocalEdit> before(Path tree, TreeLedger ledger, Manifest next) {
        return find(tree, ledger, next, TreeInspector::matches);
    }

    /** Edits of a tree into which nothing is to be copied, by path. Files that {@code stamps} knows are not read. */
    public static SortedMap<String, LocalEdit> since(Path tree, TreeLedger ledger, FileStamps stamps) {
        return find(tree, ledger, ledger.manifest(), stamps);
    }

    private static SortedMap<String, LocalEdit> find(Path tree, TreeLedger ledger, Manifest next, FileMatcher matcher) {
        LocalEdits edits = new LocalEdits(tree, ledger, matcher);
        SortedSet<String> paths = new TreeSet<>(ledger.files().keySet());
        paths.addAll(next.files().keySet());
        paths.forEach(path -> edits.look(path, next.files().get(path)));
        return edits.found;
    }

    private void look(String path, Manifest.@Nullable Entry next) {
        if ((next != null && matcher.matches(tree, path, next)) || isOurs(path)) {
            return;
        }
        if (next != null) {
            findObstacle(path);
        }
        boolean known = !ledger.entries(path).isEmpty();
        Path file = tree.resolve(path);
        if (!TreeInspector.isThere(tree, path) || TreeInspector.isEmptyFolder(file)) {
            if (known && next != null && !ledger.absent().contains(path)) {
                add(path, LocalEdit.Kind.DELETED);
            }
        } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            add(path, known ? LocalEdit.Kind.EDITED : LocalEdit.Kind.IN_THE_WAY);
        } else if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            add(path, known ? LocalEdit.Kind.REPLACED : LocalEdit.Kind.IN_THE_WAY);
        } else if (known && next != null) { // any other folder is of the last revision, or for the copier to refuse
            add(path, LocalEdit.Kind.REPLACED);
        }
    }

    /** Something where a folder must be, that is not a folder. */
    private void findObstacle(String path) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            String folder = path.substring(0, slash);
            if (!TreeInspector.isThere(tree, folder)) {
                return;
            }
            if (!Files.isDirectory(tree.resolve(folder), LinkOption.NOFOLLOW_LINKS)) {
                if (!isOurs(folder)) {
                    add(folder, LocalEdit.Kind.IN_THE_WAY);
                }
                return;
            }
        }
    }

    private boolean isOurs(String path) {
        return (ledger.inPlace().contains(path) && TreeInspector.isThere(tree, path))
                || ledger.entries(path).stream().anyMatch(entry -> matcher.matches(tree, path, entry));
    }

    private void add(String path, LocalEdit.Kind kind) {
        found.put(path, new LocalEdit(path, kind));
    }
}
