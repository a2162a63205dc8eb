/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.Envelope;
import dev.longshore.events.Event;
import dev.longshore.events.EventFactory;
import dev.longshore.events.EventMeta;
import dev.longshore.events.HostAlive;
import dev.longshore.events.Revision;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.Topic;
import dev.longshore.events.Trigger;
import dev.longshore.events.kafka.Fold;
import dev.longshore.events.kafka.Output;
import dev.longshore.events.kafka.Position;
import dev.longshore.events.kafka.Received;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class FoldMetricsTest {
    private static final StackId STACK = new StackId("homelab", "web");
    private static final Revision REVISION = new Revision("main", "a".repeat(40));

    private final SettableClock clock = new SettableClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final FoldMetrics metrics = new FoldMetrics(registry, clock);
    private final EventFactory events = new EventFactory("test", "host", clock);
    private final Fold fold = metrics.measured(new SilentFold());

    @Test
    void measuresAPushFromItsReceiptToItsSuccess() {
        EventMeta push = pushAt(clock.instant());
        looked(push, Trigger.PUSH);
        clock.forward(Duration.ofMillis(1500));

        succeeded(push);

        assertThat(registry.get("longshore.pipeline.latency")
                        .tag("trigger", "push")
                        .timer()
                        .totalTime(java.util.concurrent.TimeUnit.MILLISECONDS))
                .isEqualTo(1500);
    }

    @Test
    void measuresNothingThatBeganWithoutALook() {
        EventMeta retry = pushAt(clock.instant());
        succeeded(retry);
        looked(new EventMeta("mine-1", "/me", clock.instant(), "t", "mine-1", null), Trigger.MANUAL);
        succeeded(new EventMeta("mine-1", "/me", clock.instant(), "t", "mine-1", null));

        assertThat(registry.find("longshore.pipeline.latency").timers()).isEmpty();
        assertThat(registry.get("longshore.deployments")
                        .tag("outcome", "succeeded")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void aSilentHostIsSeenToBeSilent() {
        apply(pushAt(clock.instant()), new HostAlive("one", "id-1", Map.of(), Map.of(), true));
        clock.forward(Duration.ofMinutes(3));
        idle();

        assertThat(registry.get("longshore.host.silence")
                        .tag("host", "one")
                        .gauge()
                        .value())
                .isEqualTo(180);
    }

    @Test
    void aRepositoryIsFailingUntilItIsNot() {
        apply(
                pushAt(clock.instant()),
                new SourceEvent.Failed(
                        "homelab", SourceEvent.ErrorClass.STALLED, "source.auth", "no", null, List.of(), Trigger.POLL));
        clock.forward(Duration.ofSeconds(2));
        idle();
        assertThat(rows("longshore.repository.failing")).isEqualTo(1);
        assertThat(failing("stalled")).isEqualTo(1);

        apply(pushAt(clock.instant()), new SourceEvent.Recovered("homelab", REVISION, List.of(), Trigger.RETRY));
        clock.forward(Duration.ofSeconds(2));
        idle();

        assertThat(rows("longshore.repository.failing")).isZero();
        assertThat(failing("stalled")).isZero();
    }

    @Test
    void aThousandFailingRepositoriesAreCountedButNotListed() {
        for (int i = 0; i < 1000; i++) {
            apply(
                    pushAt(clock.instant()),
                    new SourceEvent.Failed(
                            "repository-" + i,
                            SourceEvent.ErrorClass.GENERIC,
                            "source.unreachable",
                            "no",
                            null,
                            List.of(),
                            Trigger.POLL));
        }
        clock.forward(Duration.ofSeconds(2));
        idle();

        assertThat(failing("generic")).isEqualTo(1000);
        assertThat(rows("longshore.repository.failing")).isEqualTo(100);
    }

    @Test
    void reasonsThatAreMadeUpDoNotMultiplySeries() {
        for (int i = 0; i < 1000; i++) {
            String reason = "made_up." + "a".repeat(i % 50) + (char) ('a' + i % 26) + "x".repeat(i / 100);
            apply(pushAt(clock.instant()), new DeploymentEvent.Refused(STACK, "one", REVISION, 1, null, reason, "no"));
            apply(
                    pushAt(clock.instant()),
                    new DeploymentEvent.Refused(STACK, "one", REVISION, 1, null, "Not a code " + i, "no"));
        }

        assertThat(registry.find("longshore.deployments").counters()).hasSizeBetween(100, 151);
    }

    @Test
    void onStandbyNothingIsShown() {
        apply(pushAt(clock.instant()), new HostAlive("one", "id-1", Map.of(), Map.of(), true));
        clock.forward(Duration.ofSeconds(2));
        idle();
        assertThat(rows("longshore.host.silence")).isEqualTo(1);

        metrics.clear();

        assertThat(rows("longshore.host.silence")).isZero();
    }

    private double failing(String errorClass) {
        return registry.get("longshore.repositories.failing")
                .tag("class", errorClass)
                .gauge()
                .value();
    }

    private long rows(String name) {
        return StreamSupport.stream(registry.getMeters().spliterator(), false)
                .map(Meter::getId)
                .filter(id -> id.getName().equals(name))
                .count();
    }

    /** As the ingress would have made it. */
    private EventMeta pushAt(Instant when) {
        String id = String.format(
                "%08x-%04x-7000-8000-000000000000", when.toEpochMilli() >>> 16, when.toEpochMilli() & 0xffff);
        return new EventMeta(id, "/longshore/ingress/host", when, "t", id, null);
    }

    private void looked(EventMeta cause, Trigger trigger) {
        apply(cause, new SourceEvent.Changed("homelab", REVISION, null, List.of(STACK), List.of(cause.id()), trigger));
    }

    private void succeeded(EventMeta cause) {
        apply(cause, new DeploymentEvent.Succeeded(STACK, "one", REVISION, 1, null, 1, List.of(), Map.of()));
    }

    private void apply(EventMeta cause, Event event) {
        Envelope<Event> envelope = events.causedBy(cause, event);
        Position position = new Position(Topic.SOURCE, 0, 0);
        fold.apply(List.of(new Received.Understood(position, event.key(), clock.instant(), envelope)));
    }

    private void idle() {
        fold.apply(List.of());
    }

    /** Publishes nothing. */
    private static final class SilentFold implements Fold {
        @Override
        public void restore(Received record) {}

        @Override
        public void remember(Received.Understood record) {}

        @Override
        public List<Output> apply(List<Received.Understood> batch) {
            return List.of();
        }
    }

    private static final class SettableClock extends Clock {
        private Instant now = Instant.parse("2026-03-01T12:00:00Z");

        void forward(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
