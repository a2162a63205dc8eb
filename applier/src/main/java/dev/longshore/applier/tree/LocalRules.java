/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import dev.longshore.events.StackSpec.LocalChanges;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What each policy makes of local edits.
 *
 * <table>
 * <caption>The policies</caption>
 * <tr><td>{@code prefer-remote}</td><td>the revision's file is put back; the edited one is kept as a backup</td></tr>
 * <tr><td>{@code prefer-local}</td><td>an edited or deleted file stays so while its file upstream stays as it was; when that changes, or goes,
 *     the revision's wins and the edited one is kept as a backup</td></tr>
 * <tr><td>{@code abort}</td><td>nothing is done while there is an edit that would be lost. A deleted file is none: it is put back</td></tr>
 * </table>
 */
public final class LocalRules {
    private static final int NAMED = 10;

    private LocalRules() {}

    /** Paths to leave as they are, and to use as they are, when {@code next} is copied. */
    public static Set<String> kept(
            LocalChanges policy, Map<String, LocalEdit> edits, TreeLedger ledger, Manifest next) {
        if (policy != LocalChanges.PREFER_LOCAL) {
            return Set.of();
        }
        return edits.values().stream()
                .filter(edit -> edit.kind() == LocalEdit.Kind.EDITED || edit.kind() == LocalEdit.Kind.DELETED)
                .map(LocalEdit::path)
                .filter(path -> isUnchanged(path, ledger, next))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isUnchanged(String path, TreeLedger ledger, Manifest next) {
        Manifest.Entry entry = next.files().get(path);
        return entry != null && ledger.isSettled(path, entry);
    }

    /** Edits that forbid to copy anything. */
    public static List<LocalEdit> blocking(LocalChanges policy, Map<String, LocalEdit> edits) {
        if (policy != LocalChanges.ABORT) {
            return List.of();
        }
        return edits.values().stream()
                .filter(edit -> edit.kind() != LocalEdit.Kind.DELETED)
                .toList();
    }

    /** For people: which files, and what to do. */
    public static String explain(Collection<LocalEdit> blocking, Object tree) {
        String files = blocking.stream()
                .limit(NAMED)
                .map(edit -> "'" + edit.path() + "' was " + edit.words())
                .collect(Collectors.joining(", "));
        String more = blocking.size() > NAMED ? " and " + (blocking.size() - NAMED) + " more" : "";
        return "files were changed on this host: " + files + more
                + "; nothing is applied until that is undone: commit the change"
                + " and push it, or delete the file in " + tree + ", and the revision's is put back";
    }
}
