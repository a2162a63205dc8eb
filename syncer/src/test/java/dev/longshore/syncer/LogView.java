/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.RevisionEvent;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.EventRecords;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What is on a topic, record by record, as appliers see it or as it lies there. */
final class LogView {
    private final KafkaSettings settings;

    LogView(KafkaSettings settings) {
        this.settings = settings;
    }

    /** What a reader of an isolation level ({@code read_committed}, {@code read_uncommitted}) sees, partition by partition. */
    List<ConsumerRecord<String, byte[]>> records(Topic topic, String isolation) {
        Map<String, Object> config = new HashMap<>(settings.properties());
        config.put("isolation.level", isolation);
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(topic.topicName()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
        }
        return found;
    }

    /** The revisions that appliers see of a repository, as {@code stack generation commit}, in order. */
    List<String> revisions(String repository) {
        return records(Topic.REVISION, "read_committed").stream()
                .map(EventRecords::decode)
                .filter(Received.Understood.class::isInstance)
                .map(record -> (RevisionEvent) ((Received.Understood) record).event())
                .filter(event -> event.stack().repository().equals(repository))
                .map(LogView::text)
                .toList();
    }

    private static String text(RevisionEvent event) {
        return event instanceof RevisionEvent.Changed changed
                ? event.stack().stack() + " " + event.generation() + " "
                        + changed.revision().commit()
                : event.stack().stack() + " " + event.generation() + " removed";
    }

    /** Records of keys that begin so. */
    long count(Topic topic, String isolation, String prefix) {
        return records(topic, isolation).stream()
                .filter(record -> record.key() != null && record.key().startsWith(prefix))
                .count();
    }
}
