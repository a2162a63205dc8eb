/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * How to reach the cluster: Kafka client properties, {@code bootstrap.servers} and credentials among them. Never printed.
 */
public record KafkaSettings(Map<String, String> properties) {
    public KafkaSettings {
        properties = Map.copyOf(properties);
        if (!properties.containsKey("bootstrap.servers")) {
            throw new IllegalArgumentException("Kafka properties without bootstrap.servers");
        }
    }

    public String bootstrapServers() {
        return properties.getOrDefault("bootstrap.servers", "");
    }

    /** Our defaults first, then what the user set, then what correctness depends on. */
    Map<String, Object> clientConfig(Map<String, Object> defaults, Map<String, Object> required) {
        Map<String, Object> config = new HashMap<>();
        // Kafka waits 100 ms before it asks again, which at a start adds up; from here it doubles to the usual second.
        config.put(CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG, 20);
        config.putAll(defaults);
        config.putAll(properties);
        config.putAll(required);
        return config;
    }

    @Override
    public String toString() {
        return "KafkaSettings[" + bootstrapServers() + "]";
    }
}
