/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.broker.BrokerSettings;
import dev.longshore.broker.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/** A Kafka to test against, with our topics on it. */
interface TestCluster extends AutoCloseable {
    Duration DEADLINE = Duration.ofSeconds(20);

    KafkaSettings settings();

    @Override
    void close();

    /** The embedded broker, in a new directory that is left to the machine. */
    static TestCluster embedded() {
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(newDirectory()));
        return withTopics(new KafkaSettings(broker.clientProperties()), TopicLayout.EMBEDDED, broker::close);
    }

    /** Kafka as its project ships it; skips the test where no Docker engine answers. */
    static TestCluster container() {
        Assumptions.assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "no Docker engine answers");
        KafkaContainer kafka = new KafkaContainer("apache/kafka:4.3.1");
        kafka.start();
        KafkaSettings settings = new KafkaSettings(Map.of("bootstrap.servers", kafka.getBootstrapServers()));
        return withTopics(settings, new TopicLayout(4, 2, Map.of(), (short) 1, false), kafka::stop);
    }

    private static TestCluster withTopics(KafkaSettings settings, TopicLayout layout, Runnable stop) {
        try {
            List<String> deviations = TopicAdmin.ensure(settings, layout, DEADLINE);
            if (!deviations.isEmpty()) {
                throw new IllegalStateException("a new cluster with topics of its own: " + deviations);
            }
        } catch (BrokerUnreachableException e) {
            stop.run();
            throw new IllegalStateException(e);
        }
        return new TestCluster() {
            @Override
            public KafkaSettings settings() {
                return settings;
            }

            @Override
            public void close() {
                stop.run();
            }
        };
    }

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory("longshore-events-it");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
