/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.DockerFailure;
import dev.longshore.applier.docker.GateResult;
import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.OutgoingEvent;
import dev.longshore.applier.store.StackStore;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.StackSpec;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares one stack with what was applied, and mends it. Told once when it appears and once when it is gone. Confined to the stack's lane. */
final class DriftHealer {
    private static final Logger log = LoggerFactory.getLogger(DriftHealer.class);

    private final StackStore store;
    private final Workload workload;
    private final Reporter reporter;
    private @Nullable Known known;
    private List<Drift> told = List.of();
    private long since;

    DriftHealer(StackStore store, Workload workload, Reporter reporter) {
        this.store = store;
        this.workload = workload;
        this.reporter = reporter;
    }

    /** What a generation resolved to; it never changes. */
    private record Known(long generation, Candidate candidate) {}

    /** Looks, and mends what the stack's policy says. */
    Outcome check(Applied applied, BooleanSupplier cancelled) {
        StackSpec.Drift.Action action = applied.event().spec().drift().action();
        if (action == StackSpec.Drift.Action.OFF) {
            return Outcome.DONE;
        }
        try {
            List<Drift> drift = candidate(applied).drift();
            if (drift.isEmpty()) {
                gone(applied);
                return Outcome.DONE;
            }
            tell(applied, drift);
            return action == StackSpec.Drift.Action.HEAL ? heal(applied, cancelled) : Outcome.DONE;
        } catch (DockerFailure e) {
            return new Outcome.Again(e.reason(), String.valueOf(e.getMessage()));
        } catch (PostponedException e) {
            return new Outcome.Again(e.reason(), String.valueOf(e.getMessage()));
        } catch (RefusedException e) { // it was valid when it was applied: somebody changed the host
            return new Outcome.Again(e.reason(), String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            return HostFailures.again(e);
        }
    }

    /** The applied revision, as it was resolved once. */
    Candidate candidate(Applied applied) {
        Known last = known;
        if (last == null || last.generation() != applied.generation()) {
            last = new Known(applied.generation(), workload.again(store, applied, new PhaseTimer()));
            known = last;
        }
        return last.candidate();
    }

    private Outcome heal(Applied applied, BooleanSupplier cancelled) {
        PhaseTimer phases = new PhaseTimer();
        Candidate wanted = workload.again(store, applied, phases);
        wanted.look();
        GateResult result = wanted.rollOut(phases, () -> {}, cancelled);
        if (result instanceof GateResult.Failed failure) {
            return new Outcome.Again(failure.reason(), GateFailures.describe(failure));
        }
        if (result instanceof GateResult.Cancelled) {
            return Outcome.DONE;
        }
        List<Drift> left = wanted.drift();
        if (left.isEmpty()) {
            gone(applied);
            return Outcome.DONE;
        }
        return new Outcome.Again("drift.remains", "could not be corrected: " + left);
    }

    private void tell(Applied applied, List<Drift> drift) {
        if (new HashSet<>(drift).equals(new HashSet<>(told))) {
            return;
        }
        since = told.isEmpty() ? System.nanoTime() : since;
        told = drift;
        log.atWarn()
                .addKeyValue("stack", store.stack())
                .addKeyValue("drift", drift)
                .log("what runs is not what was applied");
        post(
                applied,
                new DeploymentEvent.DriftDetected(
                        store.stack(), reporter.host(), applied.event().revision(), drift));
    }

    private void gone(Applied applied) {
        if (told.isEmpty()) {
            return;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
        List<Drift> corrected = told;
        told = List.of();
        post(
                applied,
                new DeploymentEvent.DriftCorrected(
                        store.stack(), reporter.host(), applied.event().revision(), corrected, millis));
    }

    /** A deployment took care of whatever was different. */
    void forget() {
        told = List.of();
        known = null;
    }

    /** Drift stays, and nobody mends it but a human: told once for each reason. */
    void giveUp(Applied applied, Outcome.Again failure) {
        DeploymentEvent failed = new DeploymentEvent.Failed(
                store.stack(),
                reporter.host(),
                applied.event().revision(),
                applied.generation(),
                applied.event().revision(),
                0,
                failure.reason(),
                "what runs is not what was applied, and could not be mended: " + failure.message(),
                List.of(),
                Map.of());
        OutgoingEvent told = reporter.once(applied.meta(), failed);
        store.note(state -> state.post(told)); // the disk may be what the trouble is
    }

    private void post(Applied applied, DeploymentEvent event) {
        OutgoingEvent outgoing = reporter.once(applied.meta(), event);
        store.update(state -> state.post(outgoing));
    }
}
