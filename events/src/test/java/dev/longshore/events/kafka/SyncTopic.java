/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.EventFactory;
import dev.longshore.events.SyncRequested;
import dev.longshore.events.Topic;
import dev.longshore.events.Trigger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** {@code longshore.sync} as seen from outside: writes to chosen partitions, and tells what a group has committed. */
record SyncTopic(KafkaSettings settings) {
    private static final String NAME = Topic.SYNC.topicName();

    /** Requests numbered from {@code from} to before {@code to}; returns the offset of the first. */
    long publish(String key, int partition, int from, int to) throws Exception {
        EventFactory events = new EventFactory("test", "host", Clock.systemUTC());
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int i = from; i < to; i++) {
                ProducerRecord<String, byte[]> record = EventRecords.encode(
                        events.first(new SyncRequested(key, Trigger.MANUAL, false, String.valueOf(i))));
                sent.add(producer.send(
                        new ProducerRecord<>(NAME, partition, bytes(key), record.value(), record.headers())));
            }
        }
        return sent.get(0).get().offset();
    }

    void sendRaw(int partition, @Nullable String key, byte @Nullable [] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.send(new ProducerRecord<>(NAME, partition, key == null ? null : bytes(key), value))
                    .get();
        }
    }

    int partitions() throws Exception {
        try (Admin admin = admin()) {
            return admin.describeTopics(Set.of(NAME)).allTopicNames().get().values().stream()
                    .mapToInt(topic -> topic.partitions().size())
                    .sum();
        }
    }

    /** -1 if the group has committed nothing. */
    long committed(String group, int partition) throws Exception {
        try (Admin admin = admin()) {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(new TopicPartition(NAME, partition));
            return offset == null ? -1 : offset.offset();
        }
    }

    long end(int partition) throws Exception {
        TopicPartition place = new TopicPartition(NAME, partition);
        try (Admin admin = admin()) {
            return admin.listOffsets(Map.of(place, OffsetSpec.latest()))
                    .partitionResult(place)
                    .get()
                    .offset();
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                settings.clientConfig(Map.of(ProducerConfig.LINGER_MS_CONFIG, 5), Map.of()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private Admin admin() {
        return Admin.create(settings.clientConfig(Map.of(), Map.of()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
