/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.events.EventFactory;
import dev.longshore.events.config.ApplierConfig;
import dev.longshore.events.kafka.DeadLetters;
import dev.longshore.events.kafka.EventPublisher;
import dev.longshore.events.kafka.KafkaSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The applier of one Docker host. It starts without an engine, and its stacks then wait for one. The publisher is the caller's to close,
 * after this has been undeployed.
 */
public final class ApplierVerticle extends VerticleBase {
    private volatile ApplierConfig config;
    private final String host;
    private final Path data;
    private final KafkaSettings settings;
    private final EventPublisher publisher;
    private final EventFactory events;
    private final MeterRegistry metrics;
    private final DeadLetters deadLetters;
    private final Supplier<DockerAccess> docker;
    private final Checkpoints checkpoints;
    private volatile @Nullable Applier applier;

    /**
     * @param host this machine's configured name
     * @param data the configured folder; everything is kept in {@code applier} below it
     */
    public ApplierVerticle(
            ApplierConfig config,
            String host,
            Path data,
            KafkaSettings settings,
            EventPublisher publisher,
            EventFactory events,
            MeterRegistry metrics,
            DeadLetters deadLetters) {
        this(
                config,
                host,
                data,
                settings,
                publisher,
                events,
                metrics,
                deadLetters,
                DockerAccess::ofThisMachine,
                Checkpoints.NONE);
    }

    /** @param checkpoints for one who wants to see what happens when a process dies at each of them */
    ApplierVerticle(
            ApplierConfig config,
            String host,
            Path data,
            KafkaSettings settings,
            EventPublisher publisher,
            EventFactory events,
            MeterRegistry metrics,
            DeadLetters deadLetters,
            Supplier<DockerAccess> docker,
            Checkpoints checkpoints) {
        this.config = config;
        this.host = host;
        this.data = data;
        this.settings = settings;
        this.publisher = publisher;
        this.events = events;
        this.metrics = metrics;
        this.deadLetters = deadLetters;
        this.docker = docker;
        this.checkpoints = checkpoints;
    }

    @Override
    public Future<?> start() {
        Bus bus = new Bus(settings, publisher, events, deadLetters);
        return vertx.executeBlocking(() -> {
            Applier started = new Applier(vertx, config, host, data, bus, docker.get(), metrics, checkpoints);
            applier = started;
            started.start();
            return null;
        });
    }

    /** Other labels, from the next revision on, and another policy, from the next apply on; everything else needs a restart. */
    public void reconfigure(ApplierConfig other) {
        config = other;
        Applier started = applier;
        if (started != null) {
            started.reconfigure(other);
        }
    }

    /** Why this is not ready; empty when it follows the log and reaches its engine. */
    public Optional<String> unready() {
        Applier started = applier;
        return started == null ? Optional.of("the applier is starting") : started.unready();
    }

    @Override
    public Future<?> stop() {
        Applier started = applier;
        return started == null ? Future.succeededFuture() : started.stop();
    }
}
