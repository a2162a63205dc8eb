/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import dev.longshore.events.Topic;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The external Kafka.
 *
 * @param bootstrapServers {@code host:port}, several separated by commas
 * @param properties Kafka client properties that are not secret
 * @param secretProperties Kafka client properties that are, such as {@code sasl.jaas.config}
 * @param partitions partitions of topics created at start; the default of the topic where absent
 * @param replicationFactor of topics created at start; null for the broker's default
 */
public record KafkaSection(
        String bootstrapServers,
        Map<String, String> properties,
        Map<String, Secret> secretProperties,
        Map<Topic, Integer> partitions,
        @Nullable Integer replicationFactor) {
    public KafkaSection {
        properties = Map.copyOf(properties);
        secretProperties = Map.copyOf(secretProperties);
        partitions = Map.copyOf(partitions);
    }

    /**
     * All client properties, {@code bootstrap.servers} among them, with the secrets read now: never log the result.
     *
     * @throws SecretUnavailableException when a secret cannot be read
     */
    public Map<String, String> clientProperties() {
        Map<String, String> all = new TreeMap<>(properties);
        secretProperties.forEach((key, secret) -> all.put(key, secret.value()));
        all.put("bootstrap.servers", bootstrapServers);
        return Map.copyOf(all);
    }
}
