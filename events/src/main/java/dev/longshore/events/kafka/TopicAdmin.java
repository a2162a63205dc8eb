/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the topics that are missing. Blocks: call it on a worker. */
public final class TopicAdmin {
    private static final Logger log = LoggerFactory.getLogger(TopicAdmin.class);

    private TopicAdmin() {}

    /**
     * Creates what is missing.
     *
     * @return one line for each existing topic whose settings are not the ones we would have given it; those are left as they are
     * @throws BrokerUnreachableException if the cluster does not answer within {@code deadline}
     */
    public static List<String> ensure(KafkaSettings settings, TopicLayout layout, Duration deadline)
            throws BrokerUnreachableException {
        int millis = Math.toIntExact(deadline.toMillis());
        Map<String, Object> config = settings.clientConfig(
                Map.of(
                        AdminClientConfig.CLIENT_ID_CONFIG,
                        "longshore-admin",
                        AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                        1000),
                Map.of(
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis,
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis));
        try (Admin admin = Admin.create(config)) {
            Set<String> existing = await(admin.listTopics().names(), settings, deadline);
            create(admin, settings, layout, existing, deadline);
            return deviations(admin, settings, layout, existing, deadline);
        } catch (KafkaException e) { // from the constructor: among others, no address of the broker can be resolved
            throw new BrokerUnreachableException(settings, e.getCause() == null ? e : e.getCause());
        }
    }

    private static void create(
            Admin admin, KafkaSettings settings, TopicLayout layout, Set<String> existing, Duration deadline)
            throws BrokerUnreachableException {
        List<NewTopic> missing = Arrays.stream(Topic.values())
                .filter(topic -> !existing.contains(topic.topicName()))
                .map(topic -> newTopic(topic, layout))
                .toList();
        for (Map.Entry<String, KafkaFuture<Void>> created :
                admin.createTopics(missing).values().entrySet()) {
            awaitCreated(created.getKey(), created.getValue(), settings, deadline);
        }
        awaitLeaders(admin, settings, layout, existing, deadline);
    }

    /**
     * A leader that has just been named may refuse a producer's first batch and take its second: it then refuses the first one for good, as
     * out of order. Who can tell its offsets is past that.
     */
    private static void awaitLeaders(
            Admin admin, KafkaSettings settings, TopicLayout layout, Set<String> existing, Duration deadline)
            throws BrokerUnreachableException {
        Map<TopicPartition, OffsetSpec> made = new HashMap<>();
        for (Topic topic : Topic.values()) {
            for (int i = 0; !existing.contains(topic.topicName()) && i < layout.partitions(topic); i++) {
                made.put(new TopicPartition(topic.topicName(), i), OffsetSpec.latest());
            }
        }
        if (!made.isEmpty()) {
            await(admin.listOffsets(made).all(), settings, deadline);
        }
    }

    private static void awaitCreated(String topic, KafkaFuture<Void> created, KafkaSettings settings, Duration deadline)
            throws BrokerUnreachableException {
        try {
            await(created, settings, deadline);
        } catch (TopicExistsException e) {
            log.atDebug().setCause(e).log("another service of ours was quicker");
        } catch (BrokerUnreachableException e) {
            throw e.getCause() instanceof AuthorizationException refused
                    ? BrokerUnreachableException.missing(topic, settings, refused)
                    : e;
        }
    }

    private static NewTopic newTopic(Topic topic, TopicLayout layout) {
        Optional<Short> replicas =
                layout.replicationFactor() < 0 ? Optional.empty() : Optional.of(layout.replicationFactor());
        return new NewTopic(topic.topicName(), Optional.of(layout.partitions(topic)), replicas)
                .configs(layout.config(topic));
    }

    private static List<String> deviations(
            Admin admin, KafkaSettings settings, TopicLayout layout, Set<String> existing, Duration deadline)
            throws BrokerUnreachableException {
        List<Topic> ours = Arrays.stream(Topic.values())
                .filter(t -> existing.contains(t.topicName()))
                .toList();
        List<ConfigResource> resources = ours.stream().map(TopicAdmin::resource).toList();
        Map<ConfigResource, Config> configs =
                await(admin.describeConfigs(resources).all(), settings, deadline);
        Map<String, TopicDescription> descriptions = await(
                admin.describeTopics(ours.stream().map(Topic::topicName).collect(Collectors.toSet()))
                        .allTopicNames(),
                settings,
                deadline);
        List<String> deviations = new ArrayList<>();
        for (Topic topic : ours) {
            compareShape(topic, layout, descriptions.get(topic.topicName()), deviations);
            compareConfig(topic, layout, configs.get(resource(topic)), deviations);
        }
        return deviations;
    }

    private static void compareShape(
            Topic topic, TopicLayout layout, @Nullable TopicDescription actual, List<String> deviations) {
        if (actual == null) {
            return;
        }
        compare(
                topic,
                "partitions",
                layout.partitions(topic),
                actual.partitions().size(),
                deviations);
        if (layout.replicationFactor() > 0) {
            int replicas = actual.partitions().get(0).replicas().size();
            compare(topic, "replication factor", (int) layout.replicationFactor(), replicas, deviations);
        }
    }

    private static void compareConfig(
            Topic topic, TopicLayout layout, @Nullable Config actual, List<String> deviations) {
        layout.config(topic).forEach((key, expected) -> {
            ConfigEntry entry = actual == null ? null : actual.get(key);
            compare(topic, key, expected, entry == null ? "unset" : entry.value(), deviations);
        });
    }

    private static void compare(Topic topic, String key, Object expected, Object actual, List<String> deviations) {
        if (!expected.equals(actual)) {
            deviations.add(
                    topic.topicName() + ": " + key + " is " + actual + ", Longshore would have made it " + expected);
        }
    }

    private static ConfigResource resource(Topic topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
    }

    private static <T> T await(KafkaFuture<T> future, KafkaSettings settings, Duration deadline)
            throws BrokerUnreachableException {
        try {
            return future.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException exists) {
                throw exists;
            }
            throw new BrokerUnreachableException(settings, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new BrokerUnreachableException(settings, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerUnreachableException(settings, e);
        }
    }
}
