/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.ComposeException;
import dev.longshore.applier.docker.DockerFailure;
import dev.longshore.applier.docker.GateResult;
import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.Hold;
import dev.longshore.applier.store.OutgoingEvent;
import dev.longshore.applier.store.Pending;
import dev.longshore.applier.store.StackStore;
import dev.longshore.events.Revision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a stack equal to a revision, or returns it to golden. Blocking; one call for a stack at a time. */
final class Deployer {
    private static final Logger log = LoggerFactory.getLogger(Deployer.class);

    private final Workload workload;
    private final Restorer restorer;
    private final Reporter reporter;
    private final Checkpoints checkpoints;
    private final Clock clock;
    private final int keep;

    /** @param keep bundles kept for each stack, besides golden */
    Deployer(Workload workload, Restorer restorer, Reporter reporter, Checkpoints checkpoints, Clock clock, int keep) {
        this.workload = workload;
        this.restorer = restorer;
        this.reporter = reporter;
        this.checkpoints = checkpoints;
        this.clock = clock;
        this.keep = keep;
    }

    /** What is decided is in the store, with the events that tell it, when this returns. */
    Outcome deploy(Attempt attempt, Outbox outbox) {
        try {
            return decide(attempt, outbox);
        } catch (CancelledException e) {
            return cancel(attempt);
        } catch (PostponedException e) {
            return new Outcome.Again(e.reason(), String.valueOf(e.getMessage()));
        } catch (DockerFailure e) {
            return new Outcome.Again(e.reason(), String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            return HostFailures.again(e);
        }
    }

    private Outcome decide(Attempt attempt, Outbox outbox) {
        Pending own = attempt.own();
        if (own != null && own.rollback() != null) {
            return restorer.restore(attempt, own, own.rollback());
        }
        if (own != null && own.crashes() >= attempt.spec().rollback().boot()) {
            return condemn(attempt, own, crashed(own));
        }
        if (own == null && attempt.state().quarantined().contains(attempt.revision())) {
            return skip(attempt);
        }
        try {
            return apply(attempt, outbox);
        } catch (RefusedException e) {
            return refuse(attempt, e);
        }
    }

    private Outcome apply(Attempt attempt, Outbox outbox) {
        Applied returning = attempt.returning(keep);
        Candidate next = returning == null
                ? workload.prepare(attempt.store(), attempt.change(), attempt.phases())
                : workload.again(attempt.store(), returning, attempt.phases());
        checkpoints.reached(Checkpoint.PREPARED);
        attempt.stopIfCancelled();
        next.look();
        next.claim(attempt.state());
        if (returning == null) {
            attempt.phases().time("pull", () -> obtain(attempt, next));
        }
        checkpoints.reached(Checkpoint.OBTAINED);
        attempt.stopIfCancelled();
        attempt.begin(next, clock.instant());
        checkpoints.reached(Checkpoint.MARKED);
        leaveOtherPlace(attempt, next);
        GateResult result =
                next.rollOut(attempt.phases(), attempt.client(() -> outbox.tell(reporter.started(attempt))));
        return conclude(attempt, next, result);
    }

    private void obtain(Attempt attempt, Candidate next) {
        try {
            next.obtain();
        } catch (ComposeException e) {
            abandonLeftOver(attempt); // this may take for ever, and what runs meanwhile passed no gate
            throw e;
        }
    }

    /** The stack is elsewhere now, such as in another Compose project: in its old place it would run twice. */
    private void leaveOtherPlace(Attempt attempt, Candidate next) {
        Applied golden = attempt.state().golden();
        if (golden != null && !golden.project().equals(next.place())) {
            workload.takeDown(attempt.store(), golden.project());
        }
    }

    private Outcome conclude(Attempt attempt, Candidate next, GateResult result) {
        if (result instanceof GateResult.Passed) {
            return succeed(attempt, next);
        }
        Pending own = attempt.own();
        if (own != null && result instanceof GateResult.Failed failure) {
            return fail(attempt, own.failed(), failure);
        }
        return cancel(attempt);
    }

    private Outcome succeed(Attempt attempt, Candidate next) {
        StackStore store = attempt.store();
        sync(store, attempt.change().bundle().sha256());
        Applied golden = new Applied(attempt.cause(), attempt.change(), next.place(), next.images());
        workload.keep(store, golden);
        checkpoints.reached(Checkpoint.KEPT);
        var services = next.decisions();
        var images = next.references();
        Hold hold = attempt.hold();
        OutgoingEvent told = hold == null
                ? reporter.succeeded(attempt, services, images)
                : reporter.returned(attempt, hold, services, images);
        store.update(state -> state.succeed(golden, next.manifest()).post(told));
        checkpoints.reached(Checkpoint.DECIDED);
        return Outcome.DONE;
    }

    /** Gives up what neither golden nor those before it need. Nobody waits for it. */
    void tidy(StackStore store) {
        List<Applied> returnable = store.state().returnable(keep);
        try {
            store.bundles()
                    .prune(
                            keep,
                            returnable.stream()
                                    .map(kept -> kept.event().bundle().sha256())
                                    .collect(Collectors.toSet()));
        } catch (IOException e) {
            log.atWarn().addKeyValue("stack", store.stack()).setCause(e).log("old bundles could not be deleted");
        }
        workload.giveUp(store, returnable);
    }

    private static void sync(StackStore store, String bundle) {
        try {
            store.bundles().sync(bundle);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the bundle of " + store.stack() + ": " + e.getMessage(), e);
        }
    }

    private Outcome fail(Attempt attempt, Pending failed, GateResult.Failed failure) {
        String message = GateFailures.describe(failure);
        if (failed.failures() < attempt.spec().rollback().gate()) {
            attempt.store().update(state -> state.mark(failed));
            log.atWarn()
                    .addKeyValue("stack", attempt.store().stack())
                    .addKeyValue("revision", attempt.revision())
                    .addKeyValue("reason", failure.reason())
                    .addKeyValue("message", message)
                    .log("revision failed its gate; trying it once more");
            return new Outcome.OnceMore();
        }
        return condemn(attempt, failed, new Pending.Verdict(failure.reason(), message));
    }

    /** From here on a crash does not try the revision again. */
    private Outcome condemn(Attempt attempt, Pending own, Pending.Verdict verdict) {
        Pending condemned = own.condemned(verdict);
        Revision bad = condemned.revision();
        // Where golden itself was deployed anew, with images that moved, those are to blame.
        boolean isGolden = bad.equals(attempt.goldenRevision());
        attempt.store()
                .update(state ->
                        isGolden ? state.mark(condemned) : state.mark(condemned).quarantine(bad));
        checkpoints.reached(Checkpoint.CONDEMNED);
        return restorer.restore(attempt, condemned, verdict);
    }

    private static Pending.Verdict crashed(Pending own) {
        return new Pending.Verdict(
                "apply.interrupted",
                "the applier or this machine stopped " + own.crashes()
                        + " times while the revision was being applied; is it what stops them?");
    }

    private Outcome skip(Attempt attempt) {
        abandonLeftOver(attempt);
        OutgoingEvent told = reporter.skipped(
                attempt,
                "revision.quarantined",
                "this revision failed on this host before; push a commit that mends it");
        attempt.store().update(state -> state.settle(attempt.generation()).post(told));
        return Outcome.DONE;
    }

    /** Tells why not, and leaves what runs as it is. */
    Outcome refuse(Attempt attempt, RefusedException e) {
        log.atWarn()
                .addKeyValue("stack", attempt.store().stack())
                .addKeyValue("revision", attempt.revision())
                .addKeyValue("reason", e.reason())
                .addKeyValue("message", e.getMessage())
                .log("revision refused; nothing was touched by it");
        abandonLeftOver(attempt);
        OutgoingEvent told = reporter.refused(attempt, e.reason(), String.valueOf(e.getMessage()));
        attempt.store().update(state -> state.settle(attempt.generation())
                .blocked(e.blockedBy())
                .post(told));
        return Outcome.DONE;
    }

    /** An older revision was cut off by this one, which now does not take its place: golden has to. */
    private void abandonLeftOver(Attempt attempt) {
        Pending leftOver = attempt.leftOver();
        if (leftOver != null) {
            restorer.restore(
                    attempt,
                    leftOver,
                    new Pending.Verdict(
                            "deployment.superseded",
                            "it was being applied when a newer revision came, which could not be applied"));
        }
    }

    /** For another revision the mark stays: what this attempt left in the tree and in the project is not known to be good. */
    private Outcome cancel(Attempt attempt) {
        Pending own = attempt.own();
        if (attempt.isRedirected()) {
            if (own != null && own.rollback() != null) {
                OutgoingEvent told = cancelled(attempt, own.rollback());
                attempt.store().update(state -> state.post(told));
            }
        } else if (attempt.isSuperseded()) {
            OutgoingEvent told = cancelled(attempt, own == null ? null : own.rollback());
            attempt.store().update(state -> state.settle(attempt.generation()).post(told));
        } else {
            takeBack(attempt);
        }
        return Outcome.DONE;
    }

    /** The applier stops. What had begun is no crash, and is as if it had not begun; a rollback goes on at the next start. */
    private void takeBack(Attempt attempt) {
        Pending mark = attempt.state().pending();
        if (mark == null) {
            return;
        }
        attempt.store().update(state -> state.mark(mark.interrupted()));
        if (mark.rollback() == null) {
            restorer.undo(attempt, mark);
        }
    }

    private OutgoingEvent cancelled(Attempt attempt, Pending.@Nullable Verdict verdict) {
        if (verdict != null) {
            return reporter.failed(attempt, verdict.reason(), verdict.message(), List.of());
        }
        return reporter.superseded(
                attempt.cause(),
                attempt.store().stack(),
                attempt.revision(),
                attempt.generation(),
                attempt.state().observed());
    }
}
