/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import java.time.Duration;

/** Waits longer after each failure. Confined to one thread or lock. */
final class Backoff {
    private final Duration first;
    private final int factor;
    private final Duration most;
    private int failures;

    Backoff(Duration first, int factor, Duration most) {
        this.first = first;
        this.factor = factor;
        this.most = most;
    }

    /** The wait after one more failure. */
    Duration next() {
        Duration wait = first;
        for (int i = 0; i < failures && wait.compareTo(most) < 0; i++) {
            wait = wait.multipliedBy(factor);
        }
        failures++;
        return wait.compareTo(most) < 0 ? wait : most;
    }

    int failures() {
        return failures;
    }

    void reset() {
        failures = 0;
    }
}
