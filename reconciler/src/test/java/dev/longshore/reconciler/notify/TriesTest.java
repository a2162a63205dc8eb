/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.reconciler.notify.DeliveryException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TriesTest {
    private static final Instant NOW = Instant.EPOCH;

    private final Tries tries = new Tries(Timing.STANDARD, new Random(1));

    private long pause(Kind kind, @Nullable Duration wish) {
        tries.failed(new DeliveryException(kind, "no", wish, null), NOW);
        long seconds = 0;
        while (!tries.isDue(NOW.plusSeconds(seconds))) {
            seconds++;
        }
        return seconds;
    }

    @Test
    void waitsTwiceAsLongEachTimeUpToFiveMinutesMoreOrLess() {
        assertThat(tries.isDue(NOW)).isTrue();
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            pauses.add(pause(Kind.TROUBLE, null));
        }
        assertThat(pauses.get(3)).isBetween(6L, 10L);
        assertThat(pauses.subList(10, 40)).allMatch(seconds -> seconds >= 240 && seconds <= 360);
        assertThat(pauses.subList(10, 40))
                .as("not all at once")
                .anyMatch(seconds -> seconds < 290)
                .anyMatch(seconds -> seconds > 310);
    }

    @Test
    void waitsForAsLongAsTheReceiverWantsButNotForever() {
        assertThat(pause(Kind.TROUBLE, Duration.ofSeconds(100))).isEqualTo(100);
        assertThat(pause(Kind.TROUBLE, Duration.ofDays(10))).isEqualTo(900);
    }

    @Test
    void givesUpOnlyWhatIsRejectedThreeTimesInARow() {
        pause(Kind.REJECTED, null);
        pause(Kind.REJECTED, null);
        pause(Kind.TROUBLE, null);
        assertThat(tries.isHopeless()).isFalse();
        pause(Kind.REJECTED, null);
        pause(Kind.REJECTED, null);
        assertThat(tries.isHopeless()).isFalse();
        pause(Kind.REJECTED, null);
        assertThat(tries.isHopeless()).isTrue();
        for (int i = 0; i < 100; i++) {
            pause(Kind.SETUP, null);
        }
        assertThat(tries.isHopeless()).isFalse();
    }
}
