/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for looks: as many as {@link HostGates} let in. A look that hangs in a connection holds up neither another one nor the end of
 * the process.
 */
final class LookThreads {
    private final Vertx vertx;
    private final AtomicInteger count = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "longshore-syncer-look-" + count.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    });

    LookThreads(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Fails with what the work throws, or with {@link RejectedExecutionException} after {@link #stop}; on the caller's context. */
    <T> Future<T> run(Callable<T> work) {
        Context context = vertx.getOrCreateContext();
        Promise<T> done = Promise.promise();
        try {
            threads.execute(() -> {
                Future<T> outcome = outcome(work);
                context.runOnContext(now -> outcome.onComplete(done));
            });
        } catch (RejectedExecutionException e) {
            done.fail(e);
        }
        return done.future();
    }

    @SuppressWarnings("IllegalCatch")
    private static <T> Future<T> outcome(Callable<T> work) {
        try {
            return Future.succeededFuture(work.call());
        } catch (Throwable e) { // whatever it was, whoever waits must learn of it
            return Future.failedFuture(e);
        }
    }

    /** Begins nothing any more. What is under way goes on, and nobody waits for it. */
    void stop() {
        threads.shutdown();
    }
}
