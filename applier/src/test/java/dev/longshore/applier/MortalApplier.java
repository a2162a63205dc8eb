/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.Engine;
import dev.longshore.events.EventFactory;
import dev.longshore.events.config.ApplierConfig;
import dev.longshore.events.kafka.DeadLetters;
import dev.longshore.events.kafka.EventPublisher;
import dev.longshore.events.kafka.KafkaSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** An applier in a process of its own, which dies as from {@code kill -9} when an apply has come to a given point. */
public final class MortalApplier {
    /** Besides {@link Checkpoint}: Compose has begun to replace containers. */
    static final String COMPOSING = "COMPOSING";

    private MortalApplier() {}

    /** @param arguments file with Kafka's client properties, host, data folder, point */
    public static void main(String[] arguments) throws Exception {
        KafkaSettings settings = new KafkaSettings(properties(Path.of(arguments[0])));
        String host = arguments[1];
        Vertx vertx = Vertx.vertx();
        EventPublisher publisher = EventPublisher.create(vertx, settings, "mortal", Duration.ofSeconds(20));
        EventFactory events = new EventFactory("applier", host, Clock.systemUTC());
        vertx.deployVerticle(new ApplierVerticle(
                ApplierConfig.DEFAULT,
                host,
                Path.of(arguments[2]),
                settings,
                publisher,
                events,
                new SimpleMeterRegistry(),
                new DeadLetters(publisher, events),
                DockerAccess::ofThisMachine,
                death(arguments[3])));
    }

    private static Checkpoints death(String point) {
        if (point.equals(COMPOSING)) {
            return reached -> {
                if (reached == Checkpoint.COPIED) {
                    Engine.connect().events(event -> die());
                }
            };
        }
        AtomicBoolean decided = new AtomicBoolean();
        return reached -> {
            // what is told before is that it began
            boolean isTooEarly = reached == Checkpoint.TOLD && !decided.get();
            if (reached == Checkpoint.DECIDED) {
                decided.set(true);
            }
            if (reached.name().equals(point) && !isTooEarly) {
                die();
            }
        };
    }

    private static void die() {
        Runtime.getRuntime().halt(137); // no hook runs, nothing is flushed
    }

    private static Map<String, String> properties(Path file) throws Exception {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        }
        return properties.entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().toString(), entry -> entry.getValue()
                        .toString()));
    }
}
