/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.Trigger;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look at a time at one repository. Whoever asks while a look is under way is answered by the next one, all of them together.
 * Confined to the syncer's Vert.x context; the looks themselves run on workers.
 */
final class RepositoryWorker {
    private static final Logger log = LoggerFactory.getLogger(RepositoryWorker.class);
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final WorkerExecutor workers;
    private final RepositorySync sync;
    private final Backoff backoff;

    private @Nullable SyncRequests waiting;
    private Promise<Void> answered = Promise.promise();
    private Future<Void> underWay = Future.succeededFuture();
    private boolean working;
    private boolean closed;
    private long retryTimer = NO_TIMER;
    private int unpublished;

    RepositoryWorker(Vertx vertx, WorkerExecutor workers, RepositorySync sync, Backoff backoff) {
        this.vertx = vertx;
        this.workers = workers;
        this.sync = sync;
        this.backoff = backoff;
    }

    /** Done when a look that began after this call has ended and has been told. */
    Future<Void> look(SyncRequests requests) {
        forgetRetry();
        waiting = waiting == null ? requests : waiting.and(requests);
        Future<Void> answer = answered.future();
        next();
        return answer;
    }

    private void next() {
        if (working || waiting == null) {
            return;
        }
        SyncRequests requests = waiting;
        Promise<Void> promise = answered;
        waiting = null;
        answered = Promise.promise();
        working = true;
        work(requests, promise);
    }

    private void work(SyncRequests requests, Promise<Void> promise) {
        Future<Optional<Duration>> round = workers.executeBlocking(() -> sync.round(requests), false);
        underWay = round.<Void>mapEmpty().otherwiseEmpty();
        round.onComplete(done -> {
            if (done.failed()) {
                again(requests, promise, done.cause());
                return;
            }
            unpublished = 0;
            working = false;
            promise.complete();
            if (waiting == null) {
                done.result().ifPresent(this::retryIn);
            }
            next();
        });
    }

    /** Nobody has been told how it ended, so it has not. Offsets stay where they are until it has. */
    private void again(SyncRequests requests, Promise<Void> promise, Throwable cause) {
        if (closed || cause instanceof RejectedExecutionException) {
            working = false;
            return;
        }
        Duration delay = backoff.after(++unpublished);
        log.atWarn()
                .addKeyValue("durationMs", delay.toMillis())
                .setCause(cause)
                .log("a look could not be finished and is repeated");
        vertx.setTimer(delay.toMillis(), timer -> work(requests, promise));
    }

    private void retryIn(Duration delay) {
        if (closed) {
            return;
        }
        forgetRetry();
        retryTimer = vertx.setTimer(Math.max(1, delay.toMillis()), timer -> {
            retryTimer = NO_TIMER;
            Future<Void> told = look(SyncRequests.own(Trigger.RETRY));
            told.onFailure(e -> log.atError().setCause(e).log("a retry failed"));
        });
    }

    /** Another member looks after the repository now. */
    void forgetRetry() {
        if (retryTimer != NO_TIMER) {
            vertx.cancelTimer(retryTimer);
            retryTimer = NO_TIMER;
        }
    }

    /** Done when the look that is under way has ended, well or not; at once if there is none. */
    Future<Void> underWay() {
        return underWay;
    }

    /** Repeats and retries nothing any more; who has asked is still answered. */
    void close() {
        closed = true;
        forgetRetry();
    }
}
