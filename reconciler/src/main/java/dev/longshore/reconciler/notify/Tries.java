/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The tries to send one message, and when the next one is due. Confined to one thread. */
final class Tries {
    /** Of tries that were rejected, before the message goes to the dead letter. */
    private static final int MOST_REJECTIONS = 3;

    private static final Duration LONGEST_WISH = Duration.ofMinutes(15);
    private static final double JITTER = 0.2;

    private final Timing timing;
    private final RandomGenerator random;
    private int failed;
    private int rejected;
    private Instant next = Instant.MIN;

    Tries(Timing timing, RandomGenerator random) {
        this.timing = timing;
        this.random = random;
    }

    boolean isDue(Instant now) {
        return !now.isBefore(next);
    }

    /** Whether it is hopeless. */
    boolean isHopeless() {
        return rejected >= MOST_REJECTIONS;
    }

    void failed(DeliveryException failure, Instant now) {
        rejected = failure.kind() == DeliveryException.Kind.REJECTED ? rejected + 1 : 0;
        next = now.plus(pause(failure.retryAfter()));
        failed++;
    }

    private Duration pause(@Nullable Duration wish) {
        Duration doubled = timing.firstPause().multipliedBy(1L << Math.min(failed, 20));
        Duration bounded = doubled.compareTo(timing.longestPause()) > 0 ? timing.longestPause() : doubled;
        double factor = 1 + JITTER * (2 * random.nextDouble() - 1);
        Duration pause = Duration.ofMillis(Math.round(bounded.toMillis() * factor));
        if (wish == null || wish.compareTo(pause) < 0) {
            return pause;
        }
        return wish.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : wish;
    }
}
