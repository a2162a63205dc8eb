/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.events.kafka.LogFollower;
import io.vertx.core.Vertx;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Follows the log, and begins again when that failed (a full disk, a broker that was away for long) from what has been stored. */
final class KeptFollower {
    private static final long RETRY_MS = 5_000;

    private final Vertx vertx;
    private final Supplier<LogFollower> maker;
    private final Runnable onceCaughtUp;
    private @Nullable LogFollower follower;
    private volatile boolean caughtUp;
    private volatile boolean following;
    private boolean closed;

    /**
     * @param maker makes a follower that has not been started
     * @param onceCaughtUp called when everything that was on the log at the first start has been handled
     */
    KeptFollower(Vertx vertx, Supplier<LogFollower> maker, Runnable onceCaughtUp) {
        this.vertx = vertx;
        this.maker = maker;
        this.onceCaughtUp = onceCaughtUp;
    }

    synchronized void start() {
        if (closed) {
            return;
        }
        LogFollower made = maker.get();
        follower = made;
        following = true;
        var unusedReady = made.caughtUp().thenRun(this::caughtUp);
        var unusedEnd = made.stopped().whenComplete((done, failure) -> {
            following = false;
            if (failure != null) {
                vertx.setTimer(RETRY_MS, timer -> start());
            }
        });
        made.start();
    }

    private void caughtUp() {
        boolean first;
        synchronized (this) {
            first = !caughtUp;
            caughtUp = true;
        }
        if (first) {
            onceCaughtUp.run();
        }
    }

    /** Whether everything that was on the log at the first start has been handled, and what comes is being followed. */
    boolean isReady() {
        return caughtUp && following;
    }

    /** Waits for the batch at hand; blocking. */
    void close() {
        LogFollower last;
        synchronized (this) {
            closed = true;
            last = follower;
        }
        if (last != null) {
            last.close();
        }
    }
}
