/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.Topic;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * A short text that a {@link FencedPublisher} leaves for its heir, in the same transaction as what it publishes: the metadata of an offset
 * that nobody reads from. Kept as long as the broker keeps offsets of groups without members, by default seven days.
 *
 * @param group a consumer group that is used for nothing else and has no members
 * @param topic one that exists
 */
public record FencedNote(String group, Topic topic) {
    private static final int DEADLINE_MS = 5000;

    /** What was last committed; empty if nothing was. Waits for a transaction that is still open. Blocks. */
    public Optional<String> read(KafkaSettings settings) throws BrokerUnreachableException {
        var options = new ListConsumerGroupOffsetsOptions().requireStable(true);
        try (Admin admin = Admin.create(settings.clientConfig(
                Map.of(
                        AdminClientConfig.CLIENT_ID_CONFIG,
                        group,
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        DEADLINE_MS / 2,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        DEADLINE_MS),
                Map.of()))) {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(group, options)
                    .partitionsToOffsetAndMetadata()
                    .get(DEADLINE_MS, TimeUnit.MILLISECONDS);
            return Optional.ofNullable(offsets.get(place()))
                    .map(OffsetAndMetadata::metadata)
                    .filter(text -> !text.isEmpty());
        } catch (ExecutionException | TimeoutException e) {
            throw new BrokerUnreachableException(settings, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @SuppressWarnings("removal") // Kafka wants a consumer to be asked; there is none, and nobody joins this group
    ConsumerGroupMetadata owner() {
        return new ConsumerGroupMetadata(group);
    }

    Map<TopicPartition, OffsetAndMetadata> saying(String text) {
        return Map.of(place(), new OffsetAndMetadata(0, text));
    }

    private TopicPartition place() {
        return new TopicPartition(topic.topicName(), 0);
    }
}
