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
import dev.longshore.applier.docker.ImagePins;
import dev.longshore.applier.docker.Orphans;
import dev.longshore.applier.docker.OverrideFile;
import dev.longshore.applier.docker.Probation;
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
    private final HealthGate gate;
    private final Checkpoints checkpoints;

    Rollout(ComposeClient compose, Engine engine, TreeCopier copier, Checkpoints checkpoints) {
        this.compose = compose;
        this.engine = engine;
        this.copier = copier;
        this.gate = new HealthGate(engine);
        this.checkpoints = checkpoints;
    }

    /**
     * Copies, brings up, and waits for the gate. New containers are on probation until they have passed it.
     *
     * @param before the project's containers before it
     * @throws DockerFailure if the engine went away
     * @throws UncheckedIOException if the disk is full; anything else that goes wrong is a failed gate
     */
    GateResult run(
            StackStore store, Prepared next, List<ContainerView> before, PhaseTimer phases, Candidate.Client client) {
        try {
            phases.time("copy", () -> copy(store, next, before));
            client.starting();
            phases.time("up", () -> up(next.inTree(store), next));
            client.waiting();
            GateResult result = phases.time("gate", () -> await(next, before, client::cancelled));
            if (result instanceof GateResult.Passed passed) {
                checkpoints.reached(Checkpoint.PASSED);
                Probation.end(engine, passed.containers());
                checkpoints.reached(Checkpoint.TRUSTED);
            }
            return result;
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

    /**
     * Copies and brings up what is known to be good, and does not wait for it.
     *
     * @throws DockerFailure if Compose or the engine fails
     */
    void bringUp(StackStore store, Prepared good) {
        copy(store, good, engine.containers(good.project()));
        up(good.inTree(store), good);
        Probation.end(engine, engine.containers(good.project()));
    }

    private void copy(StackStore store, Prepared next, List<ContainerView> running) {
        var pins = ImagePins.of(next.model(), next.images(), running, engine);
        copier.copy(new CopyOrder(
                store.staging(),
                next.manifest(),
                store.tree(),
                store.backups(),
                store.ledger(),
                next.files().keep(),
                Set.of()));
        OverrideFile.write(store.overrideFile(), store.stack(), next.model(), next.inputs(), pins);
        checkpoints.reached(Checkpoint.COPIED);
    }

    private void up(ComposeProject project, Prepared next) {
        compose.up(project);
        Orphans.remove(engine, project.requireName(), next.model());
        checkpoints.reached(Checkpoint.UP);
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
