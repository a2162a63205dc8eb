/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.DiskFull;
import dev.longshore.applier.docker.GateResult;
import dev.longshore.applier.policy.PolicyException;
import dev.longshore.applier.store.StackState;
import dev.longshore.applier.store.StackStore;
import dev.longshore.applier.tree.CopyOrder;
import dev.longshore.applier.tree.Manifest;
import dev.longshore.applier.tree.StagedTree;
import dev.longshore.applier.tree.TreeConflictException;
import dev.longshore.events.DeploymentEvent.ServiceDecision;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackSpec;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The files of a revision, for a folder of this host. */
final class CheckoutCandidate implements Candidate {
    private final CheckoutWorkload workload;
    private final StackStore store;
    private final RevisionEvent.Changed change;
    private final StackSpec.Checkout checkout;
    private final StagedTree files;
    private final Path staged;
    private final Path target;

    /** @param staged where the files are now */
    CheckoutCandidate(
            CheckoutWorkload workload, StackStore store, RevisionEvent.Changed change, StagedTree files, Path staged) {
        this.workload = workload;
        this.store = store;
        this.change = change;
        this.checkout = Objects.requireNonNull(change.spec().checkout());
        this.files = files;
        this.staged = staged;
        this.target = Path.of(checkout.target());
    }

    @Override
    public Manifest manifest() {
        return files.brought();
    }

    @Override
    public String place() {
        return checkout.target();
    }

    @Override
    public void look() {
        workload.after().endLeftOver(store);
    }

    @Override
    public void claim(StackState state) {
        workload.targets().claim(state.stack(), target);
    }

    /** Everything is in the bundle. */
    @Override
    public void obtain() {}

    @Override
    public GateResult rollOut(PhaseTimer phases, Runnable starting, BooleanSupplier cancelled) {
        try {
            phases.time("copy", this::copy);
            starting.run();
            if (cancelled.getAsBoolean()) {
                return new GateResult.Cancelled();
            }
            return checkout.after().isEmpty()
                    ? new GateResult.Passed()
                    : phases.time("gate", () -> workload.after().run(store, change, checkout.after(), target));
        } catch (TreeConflictException e) {
            return failed(e.reason(), e);
        } catch (PolicyException e) {
            return failed(e.reason(), e);
        } catch (UncheckedIOException e) {
            if (DiskFull.isCauseOf(e)) {
                throw e;
            }
            return failed("copy.failed", e);
        }
    }

    private void copy() {
        workload.gate().requireSafe(store.stack(), target); // again: the host may have changed meanwhile
        workload.edits()
                .undone(
                        store,
                        workload.copier()
                                .copy(new CopyOrder(
                                        staged,
                                        files.brought(),
                                        target,
                                        store.backups(),
                                        store.ledger(target),
                                        files.keep(),
                                        Set.of())));
    }

    private static GateResult failed(String reason, RuntimeException e) {
        return new GateResult.Failed(reason, "", String.valueOf(e.getMessage()), List.of());
    }

    /** There are no services. */
    @Override
    public List<ServiceDecision> decisions() {
        return List.of();
    }
}
