/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.EventFactory;
import dev.longshore.events.SyncRequested;
import dev.longshore.events.Topic;
import dev.longshore.events.Trigger;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeOrderTest {
    private static final EventFactory EVENTS = new EventFactory("cli", "here", Clock.systemUTC());

    @Test
    void mergesPartitionsByTime() {
        assertThat(order(at(0, 1, 10), at(0, 2, 30), at(1, 1, 20), at(2, 1, 5)))
                .containsExactly("2/1", "0/1", "1/1", "0/2");
    }

    @Test
    void keepsTheOrderOfAPartitionWhoseClockWentBack() {
        assertThat(order(at(0, 1, 30), at(0, 2, 10), at(1, 1, 20))).containsExactly("1/1", "0/1", "0/2");
    }

    private static List<String> order(Received... batch) {
        return TimeOrder.of(List.of(batch)).stream()
                .map(record ->
                        record.position().partition() + "/" + record.position().offset())
                .toList();
    }

    private static Received at(int partition, long offset, long second) {
        SyncRequested event = new SyncRequested("homelab", Trigger.MANUAL, false, "me");
        return new Received.Understood(
                new Position(Topic.SYNC, partition, offset),
                "homelab",
                Instant.ofEpochSecond(second),
                EVENTS.first(event));
    }
}
