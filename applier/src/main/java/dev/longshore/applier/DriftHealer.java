/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.Baseline;
import dev.longshore.applier.docker.DockerFailure;
import dev.longshore.applier.docker.DriftInspector;
import dev.longshore.applier.docker.Engine;
import dev.longshore.applier.docker.GateResult;
import dev.longshore.applier.docker.Repairs;
import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.StackStore;
import dev.longshore.applier.tree.FileStamps;
import dev.longshore.applier.tree.LocalChangesException;
import dev.longshore.applier.tree.LocalEdit;
import dev.longshore.applier.tree.LocalEdits;
import dev.longshore.applier.tree.LocalRules;
import dev.longshore.applier.tree.TreeLedger;
import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.StackSpec;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Compares one stack with what was applied, and mends it. Confined to the stack's lane. */
final class DriftHealer {
    /** Stable code of having given up. */
    static final String PERSISTS = "drift.persists";

    private final StackStore store;
    private final Preparer preparer;
    private final Rollout rollout;
    private final Engine engine;
    private final DriftReporter reporter;
    private final HealBudget budget;
    private final FileStamps stamps = new FileStamps(Clock.systemUTC());
    private @Nullable DriftInspector inspector;
    private @Nullable TreeLedger ledger;

    DriftHealer(StackStore store, Preparer preparer, Rollout rollout, Engine engine, Reporter reporter) {
        this(store, preparer, rollout, engine, reporter, System::nanoTime);
    }

    DriftHealer(
            StackStore store,
            Preparer preparer,
            Rollout rollout,
            Engine engine,
            Reporter reporter,
            LongSupplier nanoTime) {
        this.store = store;
        this.preparer = preparer;
        this.rollout = rollout;
        this.engine = engine;
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
            Look look = look(applied);
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
            return again(applied, "host.io", e);
        }
    }

    private Outcome again(Applied applied, String reason, RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        reporter.alarm(applied, reason, "drift could not be looked for or corrected: " + message + "\nTrying on.");
        return new Outcome.Again(reason, message);
    }

    /** What was found, of containers and of files. */
    private record Look(DriftInspector.Findings findings, List<Drift> drift, List<LocalEdit> blocking) {}

    private Look look(Applied applied) {
        DriftInspector.Findings findings = inspector(applied).inspect(engine);
        TreeLedger known = ledger();
        SortedMap<String, LocalEdit> edits = LocalEdits.since(store.tree(), known, stamps);
        StackSpec.LocalChanges policy = applied.event().spec().localChanges();
        Set<String> kept = LocalRules.kept(policy, edits, known, known.manifest());
        List<Drift> drift = new ArrayList<>(findings.drift());
        edits.values().stream()
                .filter(edit -> !kept.contains(edit.path()))
                .map(edit -> new Drift(edit.path(), Drift.Kind.FILE, "as in the revision", edit.words()))
                .forEach(drift::add);
        return new Look(findings, drift, LocalRules.blocking(policy, edits));
    }

    private DriftInspector inspector(Applied applied) {
        DriftInspector known = inspector;
        if (known == null || known.baseline().generation() != applied.generation()) {
            known = new DriftInspector(
                    Baselines.find(store, applied.generation()).orElseGet(() -> resolve(applied)));
            inspector = known;
        }
        return known;
    }

    /** What was measured at the apply is lost: the files still say most of it. */
    private Baseline resolve(Applied applied) {
        Prepared prepared = preparer.prepare(store, applied.event(), new PhaseTimer());
        Baseline resolved = Baselines.unmeasured(store, prepared);
        Baselines.keep(store, resolved);
        return resolved;
    }

    private TreeLedger ledger() {
        TreeLedger known = ledger;
        if (known == null) {
            known = store.ledger().ledger();
            ledger = known;
        }
        return known;
    }

    private Outcome mend(Applied applied, Look look, BooleanSupplier cancelled) {
        if (!look.blocking().isEmpty()) {
            String message = LocalRules.explain(look.blocking(), store.tree());
            reporter.alarm(applied, LocalChangesException.REASON, message);
            return new Outcome.Again(LocalChangesException.REASON, message);
        }
        if (!budget.take()) {
            reporter.alarm(applied, PERSISTS, givenUp(look));
            return Outcome.DONE;
        }
        Outcome outcome = heal(applied, look, cancelled);
        remeasure();
        return outcome;
    }

    private static String givenUp(Look look) {
        return "what runs is not what was applied, and " + HealBudget.TRIES + " attempts to mend it in "
                + HealBudget.WINDOW.toMinutes() + " minutes did not last: " + look.drift()
                + "\nNot tried again. See what is the matter, then push a commit, or use: longshore retry";
    }

    private Outcome heal(Applied applied, Look look, BooleanSupplier cancelled) {
        PhaseTimer phases = new PhaseTimer();
        Prepared wanted = preparer.prepare(store, applied.event(), phases);
        Repairs repairs = Repairs.of(look.findings());
        GateResult result = rollout.run(
                store, wanted, repairs, engine.containers(applied.project()), phases, () -> {}, cancelled);
        if (result instanceof GateResult.Failed failure) {
            return new Outcome.Again(failure.reason(), GateFailures.describe(failure));
        }
        if (result instanceof GateResult.Cancelled) {
            return Outcome.DONE;
        }
        remeasure();
        Look left = look(applied);
        if (left.drift().isEmpty()) {
            reporter.gone(applied, true);
            return Outcome.DONE;
        }
        return new Outcome.Again("drift.remains", "could not be corrected: " + left.drift());
    }

    /** What was known of files and containers may be otherwise now. */
    private void remeasure() {
        inspector = null;
        ledger = null;
    }

    /** A deployment took care of whatever was different. */
    void forget() {
        remeasure();
        budget.renew();
        reporter.forget();
    }

    /** A human wants it tried again. */
    void renew() {
        budget.renew();
    }
}
