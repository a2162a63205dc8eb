/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Spreads what is periodic, so that it does not come all at once.
 *
 * @param part by which an interval is at most longer or shorter, 0 to 0.5
 */
record Jitter(double part, RandomGenerator random) {
    /** The time to the next one. */
    Duration next(Duration interval) {
        return scaled(interval, 1 + part * (2 * random.nextDouble() - 1));
    }

    /** The time to the first one: anywhere in the interval. */
    Duration first(Duration interval) {
        return scaled(interval, random.nextDouble());
    }

    private static Duration scaled(Duration interval, double factor) {
        return Duration.ofMillis(Math.max(1, Math.round(interval.toMillis() * factor)));
    }
}
