/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.ComposeException;
import dev.longshore.applier.docker.DockerFailure;
import dev.longshore.applier.docker.GateResult;
import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.OutgoingEvent;
import dev.longshore.applier.store.Pending;
import dev.longshore.applier.tree.Manifest;
import dev.longshore.applier.tree.TreeConflictException;
import dev.longshore.events.DeploymentEvent.ServiceDecision;
import java.io.UncheckedIOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings golden back after a revision that did not pass; where there is no golden, takes the containers down, never the volumes. Pulls
 * and builds nothing. A crash in the midst of it is taken up here again: the pending mark says so.
 */
final class Restorer {
    private static final Logger log = LoggerFactory.getLogger(Restorer.class);

    private final Workload workload;
    private final Reporter reporter;
    private final Checkpoints checkpoints;

    Restorer(Workload workload, Reporter reporter, Checkpoints checkpoints) {
        this.workload = workload;
        this.reporter = reporter;
        this.checkpoints = checkpoints;
    }

    /** @param condemned the mark of what did not pass, with its verdict */
    Outcome restore(Attempt attempt, Pending condemned, Pending.Verdict verdict) {
        Applied golden = attempt.state().golden();
        log.atWarn()
                .addKeyValue("stack", attempt.store().stack())
                .addKeyValue("revision", condemned.revision())
                .addKeyValue("reason", verdict.reason())
                .addKeyValue("message", verdict.message())
                .log(golden == null ? "revision failed; taking it down" : "revision failed; returning to golden");
        return golden == null ? takeDown(attempt, condemned, verdict) : bringBack(attempt, condemned, verdict, golden);
    }

    private Outcome takeDown(Attempt attempt, Pending condemned, Pending.Verdict verdict) {
        String message = verdict.message();
        try {
            if (attempt.state().adopted() == null) {
                workload.takeDown(attempt.store(), condemned.project());
            } else {
                message += "\nIt ran before Longshore took it over, so what runs is left as it is.";
            }
        } catch (ComposeException e) {
            message += "\nand its containers could not be taken down: " + e.getMessage();
        }
        checkpoints.reached(Checkpoint.RESTORED);
        OutgoingEvent failed = reporter.failed(attempt, verdict.reason(), message, List.of());
        attempt.store().update(state -> state.end(condemned.generation(), null, state.tree())
                .post(failed));
        return Outcome.DONE;
    }

    private Outcome bringBack(Attempt attempt, Pending condemned, Pending.Verdict verdict, Applied golden) {
        try {
            Candidate old = workload.again(attempt.store(), golden, attempt.phases());
            old.look();
            if (!golden.project().equals(condemned.project())) {
                workload.takeDown(attempt.store(), condemned.project());
            }
            GateResult result = old.rollOut(attempt.phases(), attempt.client(() -> {}));
            if (result instanceof GateResult.Passed) {
                return succeeded(attempt, condemned, verdict, golden, old);
            }
            if (result instanceof GateResult.Failed failure) {
                return failed(attempt, condemned, verdict, GateFailures.describe(failure));
            }
            throw new CancelledException();
        } catch (RefusedException | ComposeException e) {
            return failed(attempt, condemned, verdict, String.valueOf(e.getMessage()));
        }
    }

    private Outcome succeeded(
            Attempt attempt, Pending condemned, Pending.Verdict verdict, Applied golden, Candidate old) {
        checkpoints.reached(Checkpoint.RESTORED);
        List<ServiceDecision> services = old.decisions();
        OutgoingEvent told = reporter.rolledBack(
                attempt,
                golden.event().revision(),
                new Reporter.Bad(
                        condemned.revision(),
                        condemned.generation(),
                        condemned.attempt(),
                        verdict.reason(),
                        verdict.message()),
                services,
                old.references());
        attempt.store().update(state -> state.end(condemned.generation(), golden, old.manifest())
                .post(told));
        return Outcome.DONE;
    }

    /** Both are bad: whoever wrote them has to look, and a loop would only hide what happened. */
    private Outcome failed(Attempt attempt, Pending condemned, Pending.Verdict verdict, String why) {
        String message = verdict.message() + "\nand golden did not come back either: " + why
                + "\nLeft as it is; the next commit is tried.";
        OutgoingEvent told = reporter.failed(attempt, verdict.reason(), message, List.of());
        attempt.store().update(state -> state.end(condemned.generation(), null, state.tree())
                .post(told));
        return Outcome.DONE;
    }

    /**
     * Takes an apply back that a stop came between: golden, which is known to be good, is there again when this returns, or nothing is
     * where there is none, and the next start applies the revision as if for the first time. Where it cannot be done the mark stays.
     */
    void undo(Attempt attempt, Pending begun) {
        Applied golden = attempt.state().golden();
        try {
            if (golden == null
                    ? attempt.state().adopted() == null
                    : !golden.project().equals(begun.project())) {
                workload.takeDown(attempt.store(), begun.project()); // what was there before the stack stays
            }
            Manifest copied = golden == null ? attempt.state().tree() : bringUp(attempt, golden);
            attempt.store().update(state -> state.undo(golden, copied));
            log.atInfo()
                    .addKeyValue("stack", attempt.store().stack())
                    .addKeyValue("revision", begun.revision())
                    .log("took a revision back that was being applied; it is applied after the next start");
        } catch (DockerFailure
                | RefusedException
                | PostponedException
                | TreeConflictException
                | UncheckedIOException e) {
            log.atWarn()
                    .addKeyValue("stack", attempt.store().stack())
                    .addKeyValue("revision", begun.revision())
                    .setCause(e)
                    .log("could not take back a revision that was being applied; the next start goes on with it");
        }
    }

    private Manifest bringUp(Attempt attempt, Applied golden) {
        Candidate good = workload.again(attempt.store(), golden, attempt.phases());
        good.look();
        good.bringUp(attempt.phases());
        return good.manifest();
    }
}
