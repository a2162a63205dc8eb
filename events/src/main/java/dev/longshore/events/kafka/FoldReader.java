/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The reading half of a {@link TransactionalFold}: first the state, then what to remember, then what is new. */
final class FoldReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(250);

    private final FoldPlan plan;
    private final Clock clock;
    private final Consumer<String, byte[]> consumer;

    FoldReader(KafkaSettings settings, FoldPlan plan, Clock clock) {
        this.plan = plan;
        this.clock = clock;
        this.consumer = open(settings, plan);
    }

    /** What one poll brought, and where to go on after it. */
    record Batch(List<Received> records, Map<TopicPartition, OffsetAndMetadata> next, ConsumerGroupMetadata group) {}

    /** Hands over the newest record of each key, as compaction will leave it; a partition at a time, for they have to be kept until its end. */
    void readState(java.util.function.Consumer<Received> target) {
        Set<TopicPartition> partitions = partitions(Set.of(plan.state()));
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        consumer.beginningOffsets(partitions).forEach((partition, beginning) -> {
            Map<String, ConsumerRecord<String, byte[]>> newest = new HashMap<>();
            read(
                    Map.of(partition, beginning),
                    ends,
                    records -> records.forEach(record -> newest.put(record.key(), record)));
            decode(newest.values()).forEach(target);
        });
    }

    /**
     * Hands over what was folded before and is to be remembered, and leaves the reader at the stored positions.
     *
     * @return the ends of the partitions as they are now
     */
    Map<TopicPartition, Long> readMemory(java.util.function.Consumer<Received> target) {
        Set<TopicPartition> partitions = partitions(plan.inputs().keySet());
        consumer.assign(partitions);
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> stored = stored(partitions, beginnings);
        read(memory(stored, beginnings), stored, records -> decode(records).forEach(target));
        consumer.assign(partitions);
        stored.forEach(consumer::seek);
        return consumer.endOffsets(partitions);
    }

    boolean hasReached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    Batch poll() {
        var polled = consumer.poll(POLL);
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>(polled.count());
        polled.forEach(records::add);
        return new Batch(decode(records), polled.nextOffsets(), consumer.groupMetadata());
    }

    /** Records on the log that it has not read yet. From any thread. */
    long lag() {
        return ConsumerLag.of(consumer);
    }

    void wakeup() {
        consumer.wakeup();
    }

    private void read(
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> to,
            java.util.function.Consumer<List<ConsumerRecord<String, byte[]>>> target) {
        consumer.assign(from.keySet());
        from.forEach(consumer::seek);
        Set<TopicPartition> open = new HashSet<>(from.keySet());
        while (!open.isEmpty()) {
            open.removeIf(partition -> consumer.position(partition) >= to.getOrDefault(partition, 0L));
            consumer.assign(open);
            if (open.isEmpty()) {
                return;
            }
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < to.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L)) {
                    records.add(record);
                }
            }
            target.accept(records);
        }
    }

    /** In the same order, by all processors: most of the time of a start goes here. */
    private static List<Received> decode(Collection<ConsumerRecord<String, byte[]>> records) {
        return records.parallelStream().map(EventRecords::decode).toList();
    }

    /** Waits for positions that a transaction still holds back: the client asks for stable ones when it reads committed. */
    private Map<TopicPartition, Long> stored(Set<TopicPartition> partitions, Map<TopicPartition, Long> beginnings) {
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> stored = new HashMap<>();
        for (TopicPartition partition : partitions) {
            long beginning = beginnings.getOrDefault(partition, 0L);
            OffsetAndMetadata known = committed.get(partition);
            long offset = known == null ? beginning : Math.max(known.offset(), beginning);
            stored.put(partition, offset > ends.getOrDefault(partition, 0L) ? beginning : offset);
        }
        return stored;
    }

    private Map<TopicPartition, Long> memory(Map<TopicPartition, Long> stored, Map<TopicPartition, Long> beginnings) {
        Map<TopicPartition, Long> from = new HashMap<>();
        Map<TopicPartition, Long> times = new HashMap<>();
        stored.keySet().forEach(partition -> {
            Topic topic = topic(partition);
            if (plan.remembersEverything(topic)) {
                from.put(partition, beginnings.getOrDefault(partition, 0L));
            } else if (!plan.remembered(topic).isZero()) {
                times.put(
                        partition, clock.instant().minus(plan.remembered(topic)).toEpochMilli());
            }
        });
        consumer.offsetsForTimes(times).forEach((partition, found) -> {
            if (found != null) {
                from.put(partition, found.offset());
            }
        });
        return from;
    }

    private Set<TopicPartition> partitions(Set<Topic> topics) {
        Set<TopicPartition> all = new HashSet<>();
        for (Topic topic : topics) {
            Collection<PartitionInfo> infos = consumer.partitionsFor(topic.topicName());
            if (infos.isEmpty()) {
                throw new IllegalStateException("topic " + topic.topicName() + " does not exist");
            }
            infos.forEach(info -> all.add(new TopicPartition(info.topic(), info.partition())));
        }
        return all;
    }

    private static Topic topic(TopicPartition partition) {
        return Topic.named(partition.topic()).orElseThrow();
    }

    private static Consumer<String, byte[]> open(KafkaSettings settings, FoldPlan plan) {
        Map<String, Object> required = Map.of(
                ConsumerConfig.CLIENT_ID_CONFIG,
                plan.name(),
                ConsumerConfig.GROUP_ID_CONFIG,
                plan.offsetsGroup(),
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed");
        Map<String, Object> defaults = Map.of(
                ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                1000,
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                2 * 1024 * 1024);
        return new KafkaConsumer<>(
                settings.clientConfig(defaults, required), new StringDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
