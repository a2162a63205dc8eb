/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import org.awaitility.Awaitility;

/** {@code longshore status} of one stack, as a script reads it. */
final class StatusReader {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Up up;
    private final String stack;

    /** @param stack {@code repository/stack} */
    StatusReader(Up up, String stack) {
        this.up = up;
        this.stack = stack;
    }

    /** The one row there must be. */
    JsonNode read() throws InterruptedException, JsonProcessingException {
        Longshore.Result status = up.run("status", stack, "-o", "json");
        assertThat(status.exitCode()).as(status.err()).isZero();
        JsonNode rows = JSON.readTree(status.out());
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }

    /** The row, once state and health are these: hosts answer before the reconciler has written what they said. */
    JsonNode await(String state, String health) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .until(
                        this::read,
                        row -> state.equals(row.path("state").asText())
                                && health.equals(row.path("health").asText()));
    }

    /** The line of the table that people see. */
    String line() throws InterruptedException {
        return up.run("status", stack).out().lines().skip(1).findFirst().orElseThrow();
    }
}
