/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is measured of one sink. Gone with it. */
final class SinkMetrics implements AutoCloseable {
    private final MeterRegistry registry;
    private final Tags tags;
    private final Clock clock;
    private final List<Meter> meters = new ArrayList<>();
    private final Counter sent;
    private volatile long pending;
    private volatile long lag;
    private volatile @Nullable Instant oldest;
    private volatile boolean ready;

    SinkMetrics(MeterRegistry registry, String sink, Clock clock) {
        this.registry = registry;
        this.tags = Tags.of("sink", sink);
        this.clock = clock;
        this.sent = keep(Counter.builder("longshore.notify.sent")
                .description("Messages that were taken")
                .tags(tags)
                .register(registry));
        gauge("longshore.notify.pending", "Notices that were read and are not sent yet", () -> pending);
        gauge("longshore.notify.lag", "Records that the sink is not done with, those not read yet included", () -> lag);
        gauge("longshore.notify.ready", "1 while this instance is the one that sends", () -> ready ? 1 : 0);
        keep(Gauge.builder("longshore.notify.oldest", this::age)
                .description("Age of the oldest notice that is not sent yet; 0 when there is none")
                .baseUnit("seconds")
                .tags(tags)
                .register(registry));
        for (DeliveryException.Kind kind : DeliveryException.Kind.values()) {
            failures(kind);
        }
        buried();
    }

    private void gauge(String name, String description, java.util.function.Supplier<Number> value) {
        keep(Gauge.builder(name, value).description(description).tags(tags).register(registry));
    }

    private double age() {
        Instant since = oldest;
        return since == null
                ? 0
                : Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1000.0);
    }

    void sent() {
        sent.increment();
    }

    void failed(DeliveryException.Kind kind) {
        failures(kind).increment();
    }

    private Counter failures(DeliveryException.Kind kind) {
        return keep(Counter.builder("longshore.notify.failed")
                .description("Tries that failed")
                .tags(tags.and("kind", kind.text()))
                .register(registry));
    }

    /** A message went to the dead letter. */
    void dead() {
        buried().increment();
    }

    private Counter buried() {
        return keep(Counter.builder("longshore.notify.dead")
                .description("Messages that were rejected and went to the dead letter")
                .tags(tags)
                .register(registry));
    }

    void ready(boolean isReady) {
        ready = isReady;
    }

    void waiting(long notices, long records, @Nullable Instant since) {
        pending = notices;
        lag = records;
        oldest = since;
    }

    private <M extends Meter> M keep(M meter) {
        meters.add(meter);
        return meter;
    }

    @Override
    public void close() {
        meters.forEach(registry::remove);
    }
}
