/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.Envelope;
import dev.longshore.events.Topic;
import io.cloudevents.CloudEvent;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What a {@link Fold} wants published. */
public sealed interface Output {
    /** One of our events, on its own topic. */
    record Told(Envelope<?> envelope) implements Output {
        @Override
        public ProducerRecord<String, byte[]> encode() {
            return EventRecords.encode(envelope);
        }
    }

    /** A CloudEvent that is not one of ours, such as a CDEvent. */
    record Foreign(Topic topic, String key, CloudEvent event) implements Output {
        @Override
        public ProducerRecord<String, byte[]> encode() {
            return EventRecords.encode(topic, key, event);
        }
    }

    /** The end of a key on a compacted topic. */
    record Gone(Topic topic, String key) implements Output {
        @Override
        public ProducerRecord<String, byte[]> encode() {
            return new ProducerRecord<>(topic.topicName(), key, null);
        }
    }

    /** As a Kafka record. */
    ProducerRecord<String, byte[]> encode();
}
