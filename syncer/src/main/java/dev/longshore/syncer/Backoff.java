/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before trying again: a second, then twice as long each time, to 15 minutes; ±10 %, so that many do not return at once. */
final class Backoff {
    private static final long FIRST_MS = 1000;
    private static final long LONGEST_MS = Duration.ofMinutes(15).toMillis();
    private final RandomGenerator random;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** @param failures in a row until now; from 1 */
    Duration after(int failures) {
        long base = Math.min(LONGEST_MS, FIRST_MS << Math.min(20, Math.max(0, failures - 1)));
        return Duration.ofMillis(Math.round(base * random.nextDouble(0.9, 1.1)));
    }
}
