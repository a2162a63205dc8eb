/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.DockerFailure;
import dev.longshore.applier.docker.GateResult;
import dev.longshore.applier.docker.RemoteImages.Moved;
import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.StackStore;
import dev.longshore.applier.tree.LocalChangesException;
import dev.longshore.events.StackSpec;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Compares one stack with what was applied, and mends it. Confined to the stack's lane. */
final class DriftHealer {
    /** Stable code of having given up. */
    static final String PERSISTS = "drift.persists";

    private final StackStore store;
    private final Workload workload;
    private final DriftProbe probe;
    private final DriftReporter reporter;
    private final HealBudget budget;

    DriftHealer(StackStore store, Workload workload, Reporter reporter) {
        this(store, workload, reporter, System::nanoTime);
    }

    DriftHealer(StackStore store, Workload workload, Reporter reporter, LongSupplier nanoTime) {
        this.store = store;
        this.workload = workload;
        this.probe = workload.probe(store);
        this.reporter = new DriftReporter(store, reporter);
        this.budget = new HealBudget(nanoTime);
    }

    /** Looks, and mends what the stack's policy says. */
    Outcome check(Applied applied, BooleanSupplier cancelled) {
        StackSpec.Drift.Action action = applied.event().spec().drift().action();
        if (action == StackSpec.Drift.Action.OFF) {
            return Outcome.DONE;
        }
        try {
            DriftProbe.Finding look = probe.look(applied);
            if (look.drift().isEmpty()) {
                reporter.gone(applied, false);
                return Outcome.DONE;
            }
            reporter.detected(applied, look.drift());
            return action == StackSpec.Drift.Action.HEAL ? mend(applied, look, cancelled) : Outcome.DONE;
        } catch (DockerFailure e) {
            return again(applied, e.reason(), e);
        } catch (PostponedException e) {
            return again(applied, e.reason(), e);
        } catch (RefusedException e) { // it was valid when it was applied: somebody changed the host
            return again(applied, e.reason(), e);
        } catch (UncheckedIOException e) {
            Outcome.Again again = HostFailures.again(e);
            return again(applied, again.reason(), e);
        }
    }

    private Outcome again(Applied applied, String reason, RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        reporter.alarm(applied, reason, "drift could not be looked for or corrected: " + message + "\nTrying on.");
        return new Outcome.Again(reason, message);
    }

    private Outcome mend(Applied applied, DriftProbe.Finding look, BooleanSupplier cancelled) {
        if (!look.blocked().isEmpty()) {
            reporter.alarm(applied, LocalChangesException.REASON, look.blocked());
            return new Outcome.Again(LocalChangesException.REASON, look.blocked());
        }
        if (!budget.take()) {
            reporter.alarm(applied, PERSISTS, givenUp(look));
            return Outcome.DONE;
        }
        Outcome outcome = heal(applied, cancelled);
        probe.forget();
        return outcome;
    }

    private static String givenUp(DriftProbe.Finding look) {
        return "what runs is not what was applied, and " + HealBudget.TRIES + " attempts to mend it in "
                + HealBudget.WINDOW.toMinutes() + " minutes did not last: " + look.drift()
                + "\nNot tried again. See what is the matter, then push a commit, or use: longshore retry";
    }

    private Outcome heal(Applied applied, BooleanSupplier cancelled) {
        PhaseTimer phases = new PhaseTimer();
        Candidate wanted = workload.again(store, applied, phases);
        wanted.look();
        wanted.repair();
        GateResult result = wanted.rollOut(phases, () -> {}, cancelled);
        if (result instanceof GateResult.Failed failure) {
            return new Outcome.Again(failure.reason(), GateFailures.describe(failure));
        }
        if (result instanceof GateResult.Cancelled) {
            return Outcome.DONE;
        }
        probe.forget();
        DriftProbe.Finding left = probe.look(applied);
        if (left.drift().isEmpty()) {
            reporter.gone(applied, true);
            return Outcome.DONE;
        }
        return new Outcome.Again("drift.remains", "could not be corrected: " + left.drift());
    }

    List<Moved> movedImages(Applied applied) {
        return probe.movedImages(applied);
    }

    /** A deployment took care of whatever was different. */
    void forget() {
        probe.forget();
        budget.renew();
        reporter.forget();
    }

    /** A human wants it tried again. */
    void renew() {
        budget.renew();
    }
}
