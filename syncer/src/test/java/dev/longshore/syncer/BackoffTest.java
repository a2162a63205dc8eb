/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(new SplittableRandom(1));

    @Test
    void doublesFromOneSecondWithinTenPercent() {
        for (int failures = 1; failures <= 9; failures++) {
            long base = 1000L << (failures - 1);
            assertThat(backoff.after(failures).toMillis()).isBetween(base * 9 / 10 - 1, base * 11 / 10 + 1);
        }
    }

    @Test
    void neverWaitsMuchLongerThanAQuarterOfAnHour() {
        assertThat(backoff.after(1000)).isBetween(Duration.ofSeconds(809), Duration.ofSeconds(991));
    }
}
