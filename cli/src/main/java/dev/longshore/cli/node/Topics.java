/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.node;

import dev.longshore.events.Topic;
import dev.longshore.events.config.Configuration;
import dev.longshore.events.config.KafkaSection;
import dev.longshore.events.kafka.BrokerUnreachableException;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.TopicAdmin;
import dev.longshore.events.kafka.TopicLayout;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that the topics are there before anything uses them. */
final class Topics {
    private static final Logger log = LoggerFactory.getLogger(Topics.class);
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private Topics() {}

    /** Waits for the cluster as long as it takes: services and broker may be started in any order. */
    static void ensure(KafkaSettings kafka, Configuration configuration) throws InterruptedException {
        TopicLayout layout = layout(configuration);
        while (true) {
            try {
                TopicAdmin.ensure(kafka, layout, DEADLINE).forEach(deviation -> log.atWarn()
                        .addKeyValue("topic", deviation)
                        .log("a topic has other settings, left as it is"));
                return;
            } catch (BrokerUnreachableException e) {
                log.atWarn().addKeyValue("message", e.getMessage()).log("waiting for Kafka");
                TimeUnit.SECONDS.sleep(1);
            }
        }
    }

    private static TopicLayout layout(Configuration configuration) {
        TopicLayout standard = configuration.externalKafka().isEmpty() ? TopicLayout.EMBEDDED : TopicLayout.EXTERNAL;
        Map<Topic, Integer> partitions =
                configuration.externalKafka().map(KafkaSection::partitions).orElse(Map.of());
        return standard.with(
                partitions,
                configuration
                        .externalKafka()
                        .map(KafkaSection::replicationFactor)
                        .orElse(null));
    }
}
