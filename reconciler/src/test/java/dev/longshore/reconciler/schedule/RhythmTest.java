/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RhythmTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void theTimeBetweenSlotsStaysWithinTheJitterAndDiffers() {
        Rhythm rhythm = new Rhythm("poll/homelab", Duration.ofSeconds(100), 0.1);
        long first = rhythm.firstAfter(NOW);

        List<Long> gaps = LongStream.range(first, first + 1000)
                .mapToObj(slot ->
                        Duration.between(rhythm.due(slot), rhythm.due(slot + 1)).toMillis())
                .toList();

        assertThat(gaps).allSatisfy(gap -> assertThat(gap).isBetween(90_000L, 110_000L));
        assertThat(gaps.stream().distinct().count()).isGreaterThan(900);
        assertThat(gaps.stream().mapToLong(gap -> gap).min().orElseThrow()).isLessThan(93_000);
        assertThat(gaps.stream().mapToLong(gap -> gap).max().orElseThrow()).isGreaterThan(107_000);
    }

    @Test
    void withoutJitterEachSlotComesAnIntervalAfterTheOther() {
        Rhythm rhythm = new Rhythm("poll/homelab", Duration.ofMinutes(5), 0);
        long first = rhythm.firstAfter(NOW);

        assertThat(rhythm.due(first + 7)).isEqualTo(rhythm.due(first).plus(Duration.ofMinutes(35)));
    }

    /** A herd would be many at once: of 10,000 things every five minutes, 33 are due in a second. */
    @Test
    void thousandsOfThingsAreSpreadOverTheIntervalFromTheStart() {
        int[] perSecond = new int[330];
        for (int i = 0; i < 10_000; i++) {
            Rhythm rhythm = new Rhythm("poll/repository-" + i, Duration.ofMinutes(5), 0.1);
            Instant first = rhythm.due(rhythm.firstAfter(NOW));
            int second = (int) Duration.between(NOW, first).toSeconds();
            perSecond[second]++;
        }

        assertThat(IntStream.of(perSecond).max().orElseThrow()).isLessThan(70);
        assertThat(IntStream.of(perSecond).skip(5).limit(280).min().orElseThrow())
                .isGreaterThan(10);
    }

    /** Of two instances that never spoke to each other, both find the same slots. */
    @Test
    void itsSlotsDependOnNothingButItsNameAndTheClock() {
        Rhythm rhythm = new Rhythm("drift.check/homelab/web", Duration.ofMinutes(10), 0.1);
        Rhythm elsewhere = new Rhythm("drift.check/homelab/web", Duration.ofMinutes(10), 0.1);

        assertThat(rhythm.firstAfter(NOW)).isEqualTo(elsewhere.firstAfter(NOW));
        assertThat(rhythm.due(42)).isEqualTo(elsewhere.due(42)).isEqualTo("1970-01-01T07:00:44.584Z");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5})
    void theFirstSlotAfterAMomentIsTheEarliestThatIsLater(double jitter) {
        Rhythm rhythm = new Rhythm("poll/homelab", Duration.ofMillis(997), jitter);

        for (int millis = 0; millis < 20_000; millis += 7) {
            Instant moment = NOW.plusMillis(millis);
            long slot = rhythm.firstAfter(moment);
            assertThat(rhythm.due(slot)).isAfter(moment);
            assertThat(rhythm.due(slot - 1)).isBeforeOrEqualTo(moment);
        }
    }
}
