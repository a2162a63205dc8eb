/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.tree.FileStamps;
import dev.longshore.applier.tree.LedgerKeeper;
import dev.longshore.applier.tree.LocalEdit;
import dev.longshore.applier.tree.LocalEdits;
import dev.longshore.applier.tree.LocalRules;
import dev.longshore.applier.tree.TreeLedger;
import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.StackSpec.LocalChanges;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Looks for files of one tree that somebody edited. Reads only those that were touched since it last read them. */
final class TreeProbe {
    private final Path tree;
    private final LedgerKeeper keeper;
    private final FileStamps stamps = new FileStamps(Clock.systemUTC());
    private @Nullable TreeLedger ledger;

    TreeProbe(Path tree, LedgerKeeper keeper) {
        this.tree = tree;
        this.keeper = keeper;
    }

    /** Files that the policy keeps as they are do not count. */
    DriftProbe.Finding look(LocalChanges policy) {
        TreeLedger known = ledger == null ? keeper.ledger() : ledger;
        ledger = known;
        SortedMap<String, LocalEdit> edits = LocalEdits.since(tree, known, stamps);
        Set<String> kept = LocalRules.kept(policy, edits, known, known.manifest());
        List<Drift> drift = edits.values().stream()
                .filter(edit -> !kept.contains(edit.path()))
                .map(edit -> new Drift(edit.path(), Drift.Kind.FILE, "as in the revision", edit.words()))
                .toList();
        List<LocalEdit> blocking = LocalRules.blocking(policy, edits);
        return new DriftProbe.Finding(drift, blocking.isEmpty() ? "" : LocalRules.explain(blocking, tree));
    }

    /** Something may have been copied since. */
    void forget() {
        ledger = null;
    }
}
