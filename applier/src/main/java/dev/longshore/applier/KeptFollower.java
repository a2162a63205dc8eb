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
     * @param onceCaughtUp called when everything that was on the log at the first start, or at the first after a {@link #pause}, has been
     *     handled
     */
    KeptFollower(Vertx vertx, Supplier<LogFollower> maker, Runnable onceCaughtUp) {
        this.vertx = vertx;
        this.maker = maker;
        this.onceCaughtUp = onceCaughtUp;
    }

    /** Begins; nothing if it has already. */
    synchronized void start() {
        if (closed || follower != null) {
            return;
        }
        LogFollower made = maker.get();
        follower = made;
        following = true;
        var unusedReady = made.caughtUp().thenRun(() -> caughtUp(made));
        var unusedEnd = made.stopped().whenComplete((done, failure) -> {
            if (failure != null) {
                vertx.setTimer(RETRY_MS, timer -> again(made));
            }
            stopped(made);
        });
        made.start();
    }

    private synchronized void stopped(LogFollower ended) {
        following &= ended != follower;
    }

    private synchronized void again(LogFollower failed) {
        if (failed == follower) {
            follower = null;
            start();
        }
    }

    private void caughtUp(LogFollower by) {
        boolean first;
        synchronized (this) {
            first = !caughtUp && by == follower;
            caughtUp |= first;
        }
        if (first) {
            onceCaughtUp.run();
        }
    }

    /** Whether everything that was on the log at the first start has been handled, and what comes is being followed. */
    boolean isReady() {
        return caughtUp && following;
    }

    /** Records on the log that have not been read yet; 0 while nothing is being followed. */
    synchronized long lag() {
        return follower == null ? 0 : follower.lag();
    }

    /** Waits for the batch at hand; blocking. It can be started again. */
    void pause() {
        LogFollower last;
        synchronized (this) {
            last = follower;
            follower = null;
            following = false;
            caughtUp = false;
        }
        if (last != null) {
            last.close();
        }
    }

    /** Waits for the batch at hand; blocking. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        pause();
    }
}
