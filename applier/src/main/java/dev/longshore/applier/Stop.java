/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Whether the applier is to stop, and for how long what it does may still go on. */
final class Stop {
    /** What is under way may come to its end in this time; else it is undone, which takes a few seconds more. */
    static final Duration PATIENCE = Duration.ofSeconds(8);

    private final LongSupplier nanoTime;
    private volatile boolean requested;
    private volatile long since;

    Stop(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void request() {
        if (!requested) {
            since = nanoTime.getAsLong();
            requested = true;
        }
    }

    /** Nothing more is to be begun. */
    boolean isRequested() {
        return requested;
    }

    /** What was under way has had its time. */
    boolean isOverdue() {
        return requested && nanoTime.getAsLong() - since >= PATIENCE.toNanos();
    }
}
