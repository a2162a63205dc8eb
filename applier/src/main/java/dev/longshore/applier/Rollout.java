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
import dev.longshore.applier.docker.Loaded;
import dev.longshore.applier.docker.Orphans;
import dev.longshore.applier.docker.OverrideFile;
import dev.longshore.applier.docker.Probation;
import dev.longshore.applier.docker.Refresher;
import dev.longshore.applier.docker.Repairs;
import dev.longshore.applier.store.JsonFile;
import dev.longshore.applier.store.StackStore;
import dev.longshore.applier.tree.CopyOrder;
import dev.longshore.applier.tree.CopyResult;
import dev.longshore.applier.tree.TreeConflictException;
import dev.longshore.applier.tree.TreeCopier;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** The part of an apply that touches files and containers: the same for a new revision, for golden, and for drift. */
final class Rollout {
    private final ComposeClient compose;
    private final Engine engine;
    private final TreeCopier copier;
    private final HealthGate gate;
    private final EditReporter edits;
    private final Checkpoints checkpoints;

    Rollout(ComposeClient compose, Engine engine, TreeCopier copier, EditReporter edits, Checkpoints checkpoints) {
        this.edits = edits;
        this.compose = compose;
        this.engine = engine;
        this.copier = copier;
        this.gate = new HealthGate(engine);
        this.checkpoints = checkpoints;
    }

    /**
     * Copies, brings up, and waits for the gate. New containers are on probation until they have passed it.
     *
     * @param repairs what bringing up does not mend
     * @param before the project's containers before it
     * @throws DockerFailure if the engine went away
     * @throws UncheckedIOException if the disk is full; anything else that goes wrong is a failed gate
     */
    GateResult run(
            StackStore store,
            Prepared next,
            Repairs repairs,
            List<ContainerView> before,
            PhaseTimer phases,
            Candidate.Client client) {
        try {
            Set<String> undone = phases.time("copy", () -> copy(store, next, before));
            client.starting();
            Set<String> reloaded = phases.time("up", () -> {
                repairs.make(compose, next.inTree(store), engine);
                up(next.inTree(store), next);
                return refresh(store, next, before, undone);
            });
            client.waiting();
            GateResult result = phases.time("gate", () -> await(next, before, client::cancelled));
            if (result instanceof GateResult.Passed passed) {
                checkpoints.reached(Checkpoint.PASSED);
                Probation.end(engine, passed.containers());
                measure(store, next, passed.containers());
                checkpoints.reached(Checkpoint.TRUSTED);
                return passed.after(reloaded);
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

    private static void measure(StackStore store, Prepared passed, List<ContainerView> containers) {
        Baselines.measure(
                store, passed, containers.stream().map(ContainerView::summary).toList());
    }

    /**
     * Copies and brings up what is known to be good, and does not wait for it.
     *
     * @throws DockerFailure if Compose or the engine fails
     */
    void bringUp(StackStore store, Prepared good) {
        List<ContainerView> before = engine.containers(good.project());
        Set<String> undone = copy(store, good, before);
        up(good.inTree(store), good);
        refresh(store, good, before, undone);
        List<ContainerView> after = engine.containers(good.project());
        Probation.end(engine, after);
        measure(store, good, after);
    }

    /** Returns the files that were put back. */
    private Set<String> copy(StackStore store, Prepared next, List<ContainerView> running) {
        var pins = ImagePins.of(next.model(), next.images(), running, engine);
        CopyResult result = copier.copy(new CopyOrder(
                store.staging(),
                next.manifest(),
                store.tree(),
                store.backups(),
                store.ledger(),
                next.files().keep(),
                next.held()));
        edits.undone(store, result);
        OverrideFile.write(store.overrideFile(), store.stack(), next.model(), next.labels(store), pins);
        checkpoints.reached(Checkpoint.COPIED);
        return result.undone().stream().map(undone -> undone.edit().path()).collect(Collectors.toSet());
    }

    private Set<String> refresh(StackStore store, Prepared next, List<ContainerView> before, Set<String> undone) {
        JsonFile<Loaded> loaded = Baselines.loaded(store);
        return new Refresher(engine, next.model(), next.inputs(), undone)
                .refresh(before, loaded.read().orElse(Loaded.NOTHING), loaded::write);
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
