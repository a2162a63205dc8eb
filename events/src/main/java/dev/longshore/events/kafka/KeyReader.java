/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is on the log now about one key: only the partition that the key hashes to, committed records only, those of other keys are
 * passed over unread. For somebody who asks a question; whoever wants to go on reading takes a {@link LogFollower}. Blocks; used by one
 * thread.
 */
public final class KeyReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);
    /** Without a single record in that time the broker counts as away. */
    private static final Duration STANDSTILL = Duration.ofSeconds(5);

    private final KafkaSettings settings;
    private final KafkaConsumer<String, byte[]> consumer;

    public KeyReader(KafkaSettings settings, String clientId) {
        this.settings = settings;
        this.consumer =
                new KafkaConsumer<>(config(settings, clientId), new StringDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Hands over the records of this key, oldest first.
     *
     * @throws BrokerUnreachableException if the broker does not answer, or has no such topic
     */
    public void read(Topic topic, String key, Consumer<Received> sink) throws BrokerUnreachableException {
        readNewest(topic, key, Long.MAX_VALUE, sink);
    }

    /**
     * The same, but looks at no more than the newest {@code most} records of the partition: of a busy one, reading all would take too long.
     *
     * @throws BrokerUnreachableException as {@link #read}
     */
    public void readNewest(Topic topic, String key, long most, Consumer<Received> sink)
            throws BrokerUnreachableException {
        ask(() -> {
            List<TopicPartition> all = partitions(topic);
            byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            TopicPartition partition =
                    new TopicPartition(topic.topicName(), Utils.toPositive(Utils.murmur2(bytes)) % all.size());
            consumer.assign(List.of(partition));
            long beginning = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            consumer.seek(partition, Math.max(beginning, end - most));
            drain(record -> key.equals(record.key()), sink);
        });
    }

    /**
     * Hands over the records of all keys that the broker took at {@code since} or later, in order within a partition.
     *
     * @throws BrokerUnreachableException if the broker does not answer, or has no such topic
     */
    public void readSince(Topic topic, Instant since, Consumer<Received> sink) throws BrokerUnreachableException {
        ask(() -> {
            List<TopicPartition> all = partitions(topic);
            consumer.assign(all);
            Map<TopicPartition, @Nullable OffsetAndTimestamp> found = consumer.offsetsForTimes(
                    all.stream().collect(Collectors.toMap(partition -> partition, p -> since.toEpochMilli())));
            consumer.seekToEnd(all);
            found.forEach((partition, offset) -> {
                if (offset != null) {
                    consumer.seek(partition, offset.offset());
                }
            });
            drain(record -> true, sink);
        });
    }

    /** To the ends that the assigned partitions have at its beginning. */
    private void drain(Predicate<ConsumerRecord<String, byte[]>> wanted, Consumer<Received> sink) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        long progress = System.nanoTime();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            var records = consumer.poll(POLL);
            if (!records.isEmpty()) {
                progress = System.nanoTime();
            } else if (System.nanoTime() - progress > STANDSTILL.toNanos()) {
                throw new TimeoutException("records were not delivered within " + STANDSTILL.toSeconds() + " s");
            }
            for (ConsumerRecord<String, byte[]> record : records) {
                if (wanted.test(record)) {
                    sink.accept(EventRecords.decode(record));
                }
            }
        }
    }

    private List<TopicPartition> partitions(Topic topic) {
        List<PartitionInfo> infos = consumer.partitionsFor(topic.topicName());
        if (infos.isEmpty()) {
            throw new UnknownTopicOrPartitionException("topic " + topic.topicName() + " does not exist");
        }
        return infos.stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    private void ask(Runnable question) throws BrokerUnreachableException {
        try {
            question.run();
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            throw new BrokerUnreachableException(settings, e);
        }
    }

    private static Map<String, Object> config(KafkaSettings settings, String clientId) {
        return settings.clientConfig(
                Map.of(
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        clientId,
                        ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                        1000,
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        (int) STANDSTILL.toMillis(),
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        20,
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        5000),
                Map.of(
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"));
    }

    @Override
    public void close() {
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ZERO));
    }
}
