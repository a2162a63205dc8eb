/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.ComposeClient;
import dev.longshore.applier.docker.ComposeException;
import dev.longshore.applier.docker.ComposeProject;
import dev.longshore.applier.docker.ContainerView;
import dev.longshore.applier.docker.DiskFull;
import dev.longshore.applier.docker.DockerFailure;
import dev.longshore.applier.docker.Engine;
import dev.longshore.applier.docker.GateRequest;
import dev.longshore.applier.docker.GateResult;
import dev.longshore.applier.docker.HealthGate;
import dev.longshore.applier.docker.Orphans;
import dev.longshore.applier.store.StackStore;
import dev.longshore.applier.tree.CopyOrder;
import dev.longshore.applier.tree.TreeConflictException;
import dev.longshore.applier.tree.TreeCopier;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The part of an apply that touches files and containers: the same for a new revision, for golden, and for drift. */
final class Rollout {
    private final ComposeClient compose;
    private final Engine engine;
    private final TreeCopier copier;
    private final Adoption adoption;
    private final HealthGate gate;

    Rollout(ComposeClient compose, Engine engine, TreeCopier copier) {
        this.compose = compose;
        this.engine = engine;
        this.copier = copier;
        this.adoption = new Adoption(compose);
        this.gate = new HealthGate(engine);
    }

    /**
     * Copies, brings up, and waits for the gate.
     *
     * @param before the project's containers before it
     * @param starting called when the files are in place and Compose is about to start
     * @throws DockerFailure if the engine went away
     * @throws UncheckedIOException if the disk is full; anything else that goes wrong is a failed gate
     */
    GateResult run(
            StackStore store,
            Prepared next,
            List<ContainerView> before,
            PhaseTimer phases,
            Runnable starting,
            BooleanSupplier cancelled) {
        try {
            phases.time("copy", () -> copy(store, next, before));
            starting.run();
            phases.time("up", () -> up(next.inTree(store), next));
            return phases.time("gate", () -> await(next, before, cancelled));
        } catch (ComposeException e) {
            if (e.reason().equals(ComposeException.APPLY_TIMEOUT)) {
                engine.ping(); // Compose waits for an engine that hangs as for a slow one; only the latter is the
                // revision's fault
            }
            return failed(e.reason(), e);
        } catch (TreeConflictException e) {
            return failed(e.reason(), e);
        } catch (UncheckedIOException e) {
            if (DiskFull.isCauseOf(e)) {
                throw e;
            }
            return failed("copy.failed", e);
        }
    }

    private void copy(StackStore store, Prepared next, List<ContainerView> before) {
        copier.copy(new CopyOrder(
                store.staging(),
                next.manifest(),
                store.tree(),
                store.backups(),
                store.ledger(),
                next.files().keep(),
                Set.of()));
        adoption.label(store, next, before);
    }

    private void up(ComposeProject project, Prepared next) {
        compose.up(project);
        Orphans.remove(engine, project.requireName(), next.model());
    }

    private GateResult await(Prepared next, List<ContainerView> before, BooleanSupplier cancelled) {
        var health = next.spec().health();
        return gate.await(
                GateRequest.of(next.project(), next.model(), health.timeout(), health.stable(), before), cancelled);
    }

    private static GateResult failed(String reason, RuntimeException e) {
        return new GateResult.Failed(reason, "", String.valueOf(e.getMessage()), List.of());
    }
}
