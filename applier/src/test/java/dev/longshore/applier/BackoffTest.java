/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void growsToItsLimitAndStartsAnewAfterSuccess() {
        Backoff backoff = new Backoff(Duration.ofSeconds(2), 3, Duration.ofMinutes(5));

        assertThat(backoff.next()).hasSeconds(2);
        assertThat(backoff.next()).hasSeconds(6);
        for (int i = 0; i < 100; i++) {
            backoff.next();
        }
        assertThat(backoff.next()).hasMinutes(5);

        backoff.reset();
        assertThat(backoff.next()).hasSeconds(2);
    }
}
