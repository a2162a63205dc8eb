/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedactorTest {
    @ParameterizedTest
    @CsvSource({
        "https://me:hunter2@host/x, https://[redacted]@host/x",
        "Authorization: Bearer abcdefgh12345, Authorization: Bearer [redacted]",
        "DB_PASSWORD=hunter2 ok, DB_PASSWORD=[redacted] ok",
        "api-key: hunter2, api-key: [redacted]",
        "ghp_abcdefghijkl0123, [redacted]",
        "nothing to hide, nothing to hide",
    })
    void hidesCredentials(String said, String shown) {
        assertThat(Redactor.redact(said, 200)).isEqualTo(shown);
    }

    @Test
    void cutsAndRemovesTerminalEscapes() {
        assertThat(Redactor.redact("\u001b[31mred", 100)).isEqualTo("?[31mred");
        assertThat(Redactor.redact("x".repeat(1_000_000), 10)).isEqualTo("xxxxxxxxxx…");
    }
}
