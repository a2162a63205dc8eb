/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.Trigger;
import dev.longshore.events.kafka.UnpublishedException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look at a time at one repository, as long as its partition is ours. Whoever asks while a look is under way is answered by the next
 * one, all of them together. Confined to the syncer's Vert.x context; the looks themselves run on threads.
 */
final class RepositoryWorker {
    private static final Logger log = LoggerFactory.getLogger(RepositoryWorker.class);
    private static final long NO_TIMER = -1;

    /** How looks are made. */
    interface Looks {
        /** Done when a look may begin. */
        Future<HostGates.Pass> enter(boolean urgent);

        /** Looks; see {@link RepositorySync#round}. */
        Future<Optional<Duration>> round(SyncRequests requests, Announcer announcer);

        /** Forgets what was seen: somebody else may have looked since. */
        void forget();
    }

    /** Requests on their way to an answer, in one tenure. */
    private static final class Round {
        private final Tenure tenure;
        private final SyncRequests requests;
        private final Promise<Void> answered;

        Round(Tenure tenure, SyncRequests requests, Promise<Void> answered) {
            this.tenure = tenure;
            this.requests = requests;
            this.answered = answered;
        }
    }

    private final Vertx vertx;
    private Looks looks;
    private final Backoff backoff;

    private @Nullable Tenure tenure;
    private @Nullable SyncRequests waiting;
    private Promise<Void> answered = Promise.promise();
    private @Nullable Round current;
    private boolean looking;
    private boolean closed;
    private boolean retired;
    private long retryTimer = NO_TIMER;
    private int unpublished;

    RepositoryWorker(Vertx vertx, Looks looks, Backoff backoff) {
        this.vertx = vertx;
        this.looks = looks;
        this.backoff = backoff;
    }

    /** From the next look on, it is made so: the configuration has changed. */
    void use(Looks others) {
        looks = others;
    }

    /** The repository is not configured any more: who asked is still answered, but nobody looks again by himself. */
    void retire() {
        retired = true;
        forgetRetry();
    }

    /** Done when a look that began after this call has ended and has been told; never, if the tenure ends before. */
    Future<Void> look(Tenure owner, SyncRequests requests) {
        if (owner != tenure) {
            leave();
            tenure = owner;
            if (!looking) {
                looks.forget();
            }
        }
        forgetRetry();
        waiting = waiting == null ? requests : waiting.and(requests);
        Future<Void> answer = answered.future();
        next();
        return answer;
    }

    /** This tenure has ended: what waits is somebody else's to answer, and so is what is under way. */
    void leave(Tenure owner) {
        if (owner == tenure) {
            leave();
        }
    }

    private void leave() {
        tenure = null;
        waiting = null;
        current = null;
        answered = Promise.promise();
        unpublished = 0;
        forgetRetry();
    }

    private void next() {
        Tenure owner = tenure;
        if (current != null || looking || waiting == null || owner == null) {
            return;
        }
        Round round = new Round(owner, waiting, answered);
        waiting = null;
        answered = Promise.promise();
        current = round;
        begin(round);
    }

    /** Waits for the right to publish before looking, so that nothing found earlier is ever published under it. */
    private void begin(Round round) {
        round.tenure.announcer().onSuccess(announcer -> {
            if (current == round) {
                looks.enter(round.requests.isUrgent()).onSuccess(pass -> enter(round, pass));
            }
        });
    }

    private void enter(Round round, HostGates.Pass pass) {
        Announcer announcer = round.tenure.announcer().result();
        if (current == round && announcer != null && !closed) {
            look(round, announcer, pass);
            return;
        }
        pass.release();
        if (current == round && !closed) {
            begin(round);
        }
    }

    private void look(Round round, Announcer announcer, HostGates.Pass pass) {
        looking = true;
        looks.round(round.requests, announcer).onComplete(done -> {
            looking = false;
            pass.release();
            if (current != round) {
                log.atInfo()
                        .addKeyValue("reason", done.failed() ? reason(done.cause()) : "it had been told before")
                        .log("a look ended after its partition had been lost");
                looks.forget();
                next();
            } else if (done.succeeded()) {
                told(round, done);
            } else {
                untold(round, announcer, done.cause());
            }
        });
    }

    private void told(Round round, AsyncResult<Optional<Duration>> done) {
        unpublished = 0;
        current = null;
        round.answered.complete();
        if (waiting == null) {
            done.result().ifPresent(this::retryIn);
        }
        next();
    }

    /** Nobody has been told how it ended, so it has not. Offsets stay where they are until it has. */
    private void untold(Round round, Announcer announcer, Throwable cause) {
        if (closed) {
            return;
        }
        if (cause instanceof UnpublishedException lost) {
            round.tenure.renew(announcer, lost);
        }
        Duration delay = backoff.after(++unpublished);
        log.atWarn()
                .addKeyValue("durationMs", delay.toMillis())
                .addKeyValue("reason", reason(cause))
                .log("a look could not be finished and is repeated");
        vertx.setTimer(delay.toMillis(), timer -> {
            if (current == round) {
                begin(round);
            }
        });
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure.toString() : failure + ": " + cause;
    }

    private void retryIn(Duration delay) {
        Tenure owner = tenure;
        if (closed || retired || owner == null) {
            return;
        }
        forgetRetry();
        retryTimer = vertx.setTimer(Math.max(1, delay.toMillis()), timer -> {
            retryTimer = NO_TIMER;
            Future<Void> told = look(owner, SyncRequests.own(Trigger.RETRY));
            told.onFailure(e -> log.atError().setCause(e).log("a retry failed"));
        });
    }

    private void forgetRetry() {
        if (retryTimer != NO_TIMER) {
            vertx.cancelTimer(retryTimer);
            retryTimer = NO_TIMER;
        }
    }

    /** Begins, repeats and retries nothing any more; a look that is under way may still be told. */
    void close() {
        closed = true;
        forgetRetry();
    }
}
