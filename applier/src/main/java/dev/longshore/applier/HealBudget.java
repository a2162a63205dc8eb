/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * How often drift may be mended before somebody has to look: whether each attempt fails, or what it mends breaks again, the sixth would only
 * hide it. Once spent it stays so until it is renewed. Safe for many threads.
 */
final class HealBudget {
    static final int TRIES = 5;
    static final Duration WINDOW = Duration.ofMinutes(10);

    private final LongSupplier nanoTime;
    private final Deque<Long> tries = new ArrayDeque<>();
    private boolean spent;

    HealBudget(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Takes one try; false if there is none left. */
    synchronized boolean take() {
        long now = nanoTime.getAsLong();
        while (!tries.isEmpty() && now - tries.peekFirst() > WINDOW.toNanos()) {
            tries.removeFirst();
        }
        spent |= tries.size() >= TRIES;
        if (!spent) {
            tries.addLast(now);
        }
        return !spent;
    }

    synchronized void renew() {
        tries.clear();
        spent = false;
    }
}
