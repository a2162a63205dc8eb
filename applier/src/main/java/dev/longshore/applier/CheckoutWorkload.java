/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.policy.CheckoutGate;
import dev.longshore.applier.policy.PolicyException;
import dev.longshore.applier.store.StackStore;
import dev.longshore.applier.tree.CopyOrder;
import dev.longshore.applier.tree.Manifest;
import dev.longshore.applier.tree.StagedTree;
import dev.longshore.applier.tree.TreeCopier;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;

/** Stacks that are a plain folder of this host, and a command that is run when it has changed. A place is that folder. */
final class CheckoutWorkload implements Workload {
    private final BundleStage stage;
    private final CheckoutGate gate;
    private final CheckoutTargets targets;
    private final TreeCopier copier;
    private final AfterCommand after;
    private final EditReporter edits;

    CheckoutWorkload(
            BundleStage stage,
            CheckoutGate gate,
            CheckoutTargets targets,
            TreeCopier copier,
            AfterCommand after,
            EditReporter edits) {
        this.stage = stage;
        this.gate = gate;
        this.targets = targets;
        this.copier = copier;
        this.after = after;
        this.edits = edits;
    }

    @Override
    public CheckoutCandidate prepare(StackStore store, RevisionEvent.Changed change, PhaseTimer phases) {
        Path bundle = phases.time("fetch", () -> stage.fetch(store, change));
        return phases.time("validate", () -> validate(store, change, bundle));
    }

    @Override
    public CheckoutProbe probe(StackStore store) {
        return new CheckoutProbe(store);
    }

    private CheckoutCandidate validate(StackStore store, RevisionEvent.Changed change, Path bundle) {
        return stage.examine(store, staging -> laid(store, change, stage.unpack(store, bundle), staging));
    }

    private CheckoutCandidate laid(StackStore store, RevisionEvent.Changed change, Manifest all, Path staging)
            throws IOException {
        StackSpec.Checkout checkout =
                Objects.requireNonNull(change.spec().checkout(), "only stacks of kind checkout come here");
        Path target = Path.of(checkout.target());
        if (!store.state().isGolden(change.generation())) {
            gate.admit(change.stack(), checkout);
        }
        gate.requireSafe(change.stack(), target);
        String folder = change.spec().path();
        Manifest manifest = all.inside(folder);
        if (manifest.files().isEmpty()) {
            throw new RefusedException("checkout.empty", "there are no files in '" + folder + "' of the repository");
        }
        Path staged = staging.resolve(folder).normalize();
        StagedTree files =
                StagedTree.lay(BundleStage.localChanges(store, change), staged, manifest, target, store.ledger(target));
        return new CheckoutCandidate(this, store, change, files, staged);
    }

    /** Removes the files that revisions brought, and no others. The folder stays. */
    @Override
    public void takeDown(StackStore store, String place) {
        Path target = Path.of(place);
        try {
            gate.requireSafe(store.stack(), target);
        } catch (PolicyException e) {
            throw new PostponedException(e.reason(), String.valueOf(e.getMessage()), e);
        }
        after.endLeftOver(store);
        edits.undone(
                store,
                copier.copy(new CopyOrder(
                        store.staging(),
                        Manifest.EMPTY,
                        target,
                        store.backups(),
                        store.ledger(target),
                        Set.of(),
                        Set.of())));
    }

    CheckoutGate gate() {
        return gate;
    }

    CheckoutTargets targets() {
        return targets;
    }

    TreeCopier copier() {
        return copier;
    }

    AfterCommand after() {
        return after;
    }

    EditReporter edits() {
        return edits;
    }
}
