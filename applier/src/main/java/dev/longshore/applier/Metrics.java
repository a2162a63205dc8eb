/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.store.OutgoingEvent;
import dev.longshore.events.EventType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;

/** What an applier counts. */
final class Metrics {
    private final MeterRegistry registry;

    Metrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** An event is on the log. */
    void published(OutgoingEvent event) {
        String type = EventType.ofType(event.type()).map(EventType::shortName).orElse("unknown");
        Counter.builder("longshore.applier.events")
                .description("Events that this host has told, by type")
                .tag("type", type)
                .register(registry)
                .increment();
    }

    /** A deployment ended. */
    void phases(Map<String, Long> millis) {
        millis.forEach((phase, spent) -> Timer.builder("longshore.applier.phase")
                .description("How long the phases of deployments took")
                .tag("phase", phase)
                .register(registry)
                .record(Duration.ofMillis(spent)));
    }

    void watch(Lanes lanes) {
        Gauge.builder("longshore.applier.stacks", lanes, all -> all.all().size())
                .description("Stacks that this host has ever had")
                .register(registry);
        Gauge.builder("longshore.applier.outbox", lanes, all -> all.all().stream()
                        .mapToInt(lane -> lane.store().state().outbox().size())
                        .sum())
                .description("Events that wait to be sent")
                .register(registry);
    }
}
