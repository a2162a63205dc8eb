/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.store.OutgoingEvent;
import dev.longshore.events.EventType;
import dev.longshore.events.Topic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;

/** What an applier counts and shows, described in {@code docs/metrics.md}. */
final class Metrics {
    private static final Duration[] STEPS = {
        Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250),
        Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(15),
        Duration.ofSeconds(60), Duration.ofSeconds(300)
    };

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
                .serviceLevelObjectives(STEPS)
                .register(registry)
                .record(Duration.ofMillis(spent)));
    }

    void watch(Lanes lanes) {
        Gauge.builder("longshore.applier.stacks", lanes, all -> all.all().size())
                .description("Stacks that this host has ever had")
                .register(registry);
        Gauge.builder("longshore.applier.stacks.waiting", lanes, Metrics::waiting)
                .description("Stacks with a revision that has not come to an end, those being applied included")
                .register(registry);
        Gauge.builder("longshore.applier.outbox", lanes, all -> all.all().stream()
                        .mapToInt(lane -> lane.store().state().outbox().size())
                        .sum())
                .description("Events that wait to be sent")
                .register(registry);
    }

    private static long waiting(Lanes lanes) {
        return lanes.all().stream()
                .filter(lane -> lane.store().state().unsettled() != null)
                .count();
    }

    void watch(LogFollowing following) {
        Gauge.builder("longshore.consumer.lag", following, LogFollowing::lag)
                .description("Records that are on the log and were not read yet")
                .tag("service", "applier")
                .tag("topic", Topic.REVISION.topicName())
                .register(registry);
    }

    void watch(Heartbeat heartbeat) {
        Gauge.builder("longshore.applier.engine.reachable", heartbeat, Metrics::reachable)
                .description("1 if the Docker engine answered when it was last asked, else 0")
                .register(registry);
    }

    private static int reachable(Heartbeat heartbeat) {
        return heartbeat.engineTrouble().isEmpty() ? 1 : 0;
    }
}
