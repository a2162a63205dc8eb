/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.node;

import dev.longshore.events.kafka.DeadLetters;
import dev.longshore.events.kafka.EventPublisher;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/** What every process shows, whichever services it runs. Described in {@code docs/metrics.md}. */
final class NodeMetrics {
    private final MeterRegistry registry;

    NodeMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** The process itself: its version, its memory, its place on the disk. */
    void process(Path data) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        Gauge.builder("longshore.build.info", () -> 1)
                .description("Always 1; the labels say what runs")
                .tag(
                        "version",
                        Objects.requireNonNullElse(
                                NodeMetrics.class.getPackage().getImplementationVersion(), "development"))
                .tag("java", Integer.toString(Runtime.version().feature()))
                .register(registry);
        Gauge.builder("longshore.data.free", data, DataDisk::free)
                .description("Bytes that can still be written where the data directory is")
                .baseUnit("bytes")
                .strongReference(true)
                .register(registry);
        Gauge.builder("longshore.data.size", data, DataDisk::size)
                .description("Bytes of the file system that the data directory is on")
                .baseUnit("bytes")
                .strongReference(true)
                .register(registry);
    }

    /** @param valid whether the file, as it is now, could be read */
    void configuration(BooleanSupplier valid) {
        Gauge.builder("longshore.configuration.valid", valid, NodeMetrics::oneIf)
                .description(
                        "1 if the configuration file could be read when it last changed; 0 while an older one stays in force")
                .strongReference(true)
                .register(registry);
    }

    void ready(Service service, BooleanSupplier ready) {
        Gauge.builder("longshore.service.ready", ready, NodeMetrics::oneIf)
                .description("1 if the service does its work, as under /health/ready")
                .tag("service", service.text())
                .strongReference(true)
                .register(registry);
    }

    void broker(BooleanSupplier reachable) {
        Gauge.builder("longshore.broker.reachable", reachable, NodeMetrics::oneIf)
                .description("1 if Kafka answered the last question of this process, one a second")
                .strongReference(true)
                .register(registry);
    }

    void publisher(Service service, EventPublisher publisher) {
        FunctionCounter.builder("longshore.publish.failures", publisher, EventPublisher::failures)
                .description("Events that Kafka did not acknowledge in time")
                .tag("service", service.text())
                .register(registry);
    }

    void deadLetters(Service service, DeadLetters deadLetters) {
        FunctionCounter.builder("longshore.dead.letters", deadLetters, DeadLetters::count)
                .description("Records that went to the dead letter")
                .tag("service", service.text())
                .register(registry);
    }

    private static int oneIf(BooleanSupplier condition) {
        return condition.getAsBoolean() ? 1 : 0;
    }
}
