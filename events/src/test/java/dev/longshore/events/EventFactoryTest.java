/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import org.junit.jupiter.api.Test;

class EventFactoryTest {
    private final EventFactory events = new EventFactory("syncer", "homelab-1", Clock.systemUTC());
    private final DriftCheck event = new DriftCheck(new StackId("homelab", "grafana"));

    @Test
    void keepsTheChainOfCausesTogether() {
        EventMeta first = events.first(event).meta();
        EventMeta second = events.causedBy(first, event).meta();
        EventMeta third = events.causedBy(second, event).meta();

        assertThat(first.correlationId()).isEqualTo(first.id());
        assertThat(third.correlationId()).isEqualTo(first.id());
        assertThat(third.causationId()).isEqualTo(second.id());
        assertThat(third.traceparent().substring(3, 35))
                .isEqualTo(first.traceparent().substring(3, 35));
        assertThat(third.source()).isEqualTo("/longshore/syncer/homelab-1");
    }

    @Test
    void derivesTheSameIdFromTheSamePartsOnly() {
        assertThat(EventFactory.derivedId("a", "b")).isEqualTo(EventFactory.derivedId("a", "b"));
        assertThat(EventFactory.derivedId("a", "b")).isNotEqualTo(EventFactory.derivedId("ab"));
        assertThat(EventFactory.derivedId("a", "b")).isNotEqualTo(EventFactory.derivedId("b", "a"));
    }

    @Test
    void givesIdsThatGrow() {
        assertThat(events.first(event).id()).isLessThan(events.first(event).id());
    }
}
