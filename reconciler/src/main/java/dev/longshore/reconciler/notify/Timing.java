/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify;

import java.time.Duration;

/**
 * How long things take.
 *
 * @param deadline for one try
 * @param firstPause after the first try that failed; each further one is twice as long
 * @param longestPause between two tries
 * @param memory for how long a state is remembered that is not told of any more
 */
public record Timing(Duration deadline, Duration firstPause, Duration longestPause, Duration memory) {
    public static final Timing STANDARD =
            new Timing(Duration.ofSeconds(20), Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofHours(24));
}
