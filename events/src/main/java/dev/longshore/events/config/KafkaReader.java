/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import dev.longshore.events.Topic;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code kafka:}. */
final class KafkaReader {
    private static final int MAX_PARTITIONS = 1000;
    private static final int MAX_REPLICAS = 32;
    private static final String TOPIC_PREFIX = "longshore.";
    private static final Pattern SECRET_PROPERTY =
            Pattern.compile(".*(password|secret|jaas\\.config|keystore\\.key).*");

    /** What Longshore's guarantees rest on is not for a user to set. */
    private static final Set<String> OURS = Set.of(
            "acks",
            "auto.offset.reset",
            "bootstrap.servers",
            "enable.auto.commit",
            "enable.idempotence",
            "group.id",
            "group.instance.id",
            "isolation.level",
            "key.deserializer",
            "key.serializer",
            "transactional.id",
            "value.deserializer",
            "value.serializer");

    private final SecretReader secrets;

    KafkaReader(SecretReader secrets) {
        this.secrets = secrets;
    }

    @Nullable
    KafkaSection kafka(YamlValue value) {
        YamlMapping keys = value.mapping();
        String servers = keys.required("bootstrapServers", v -> v.parsed("a list of host:port", KafkaReader::servers));
        Map<String, String> properties = new HashMap<>();
        Map<String, Secret> secretProperties = new HashMap<>();
        keys.entries("properties", (key, v) -> property(key, v, properties, secretProperties));
        Map<Topic, Integer> partitions = new EnumMap<>(Topic.class);
        keys.entries("partitions", (key, v) -> partition(key, v, partitions));
        Integer replicas = keys.optional("replicationFactor", Shapes.integer(1, MAX_REPLICAS));
        keys.refuseOtherKeys();
        return servers == null ? null : new KafkaSection(servers, properties, secretProperties, partitions, replicas);
    }

    private static String servers(String text) {
        List<Listen> servers = Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(Listen::parse)
                .toList();
        if (servers.stream().anyMatch(server -> server.port() == 0)) {
            throw new IllegalArgumentException("a broker's port is not 0");
        }
        return servers.stream().map(Listen::toString).collect(Collectors.joining(","));
    }

    private @Nullable Boolean property(
            String key, YamlValue value, Map<String, String> properties, Map<String, Secret> secretProperties) {
        if (OURS.contains(key)) {
            return value.refuse("is set by Longshore itself; remove it");
        }
        if (value.isMapping() || SECRET_PROPERTY.matcher(key).matches()) {
            Optional.ofNullable(secrets.read(value)).ifPresent(secret -> secretProperties.put(key, secret));
        } else {
            Optional.ofNullable(value.plainText()).ifPresent(text -> properties.put(key, text));
        }
        return true;
    }

    private static @Nullable Integer partition(String key, YamlValue value, Map<Topic, Integer> partitions) {
        Integer count = value.integer(1, MAX_PARTITIONS);
        Optional<Topic> topic = Topic.named(TOPIC_PREFIX + key);
        if (topic.isEmpty()) {
            String topics = Arrays.stream(Topic.values())
                    .map(t -> t.topicName().substring(TOPIC_PREFIX.length()))
                    .collect(Collectors.joining(", "));
            return value.refuse("there is no topic of this name; topics are " + topics);
        }
        return count == null ? null : partitions.put(topic.get(), count);
    }
}
