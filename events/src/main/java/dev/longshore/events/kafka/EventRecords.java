/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.Envelope;
import dev.longshore.events.EventCodec;
import dev.longshore.events.Text;
import dev.longshore.events.Topic;
import dev.longshore.events.UndecodableException;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** CloudEvents as Kafka records: binary mode, and on {@code longshore.sync} structured mode too (CloudEvents Kafka binding 1.0.2). */
public final class EventRecords {
    /** No event is larger; a larger record is somebody else's. */
    private static final int MAX_EVENT_BYTES = 1024 * 1024;

    /** More than any client of ours sends; keeps a dead letter within what a broker takes. */
    private static final int MAX_HEADERS = 50;

    /** Characters of a header's value that a dead letter keeps. */
    static final int HEADER = 300;

    private EventRecords() {}

    public static ProducerRecord<String, byte[]> encode(Envelope<?> envelope) {
        return encode(envelope.type().topic(), envelope.event().key(), EventCodec.encode(envelope));
    }

    public static ProducerRecord<String, byte[]> encode(Topic topic, String key, CloudEvent event) {
        return KafkaMessageFactory.<String>createWriter(topic.topicName(), key).writeBinary(event);
    }

    /** What a record of one of our topics says. Never throws: what cannot be understood is {@link Received.Poisoned}. */
    public static Received decode(ConsumerRecord<String, byte[]> record) {
        Topic topic = Topic.named(record.topic())
                .orElseThrow(() -> new IllegalStateException("not our topic: " + record.topic()));
        Position position = new Position(topic, record.partition(), record.offset());
        Instant appended = Instant.ofEpochMilli(record.timestamp());
        try {
            if (record.value() == null && topic.cleanup() == Topic.Cleanup.COMPACT && record.key() != null) {
                return new Received.Tombstone(position, record.key(), appended);
            }
            Envelope<?> envelope = event(topic, record);
            checkPlace(record, topic, envelope);
            return new Received.Understood(position, record.key(), appended, envelope);
        } catch (UndecodableException e) {
            String message = Objects.requireNonNullElse(e.getMessage(), e.reason());
            RawRecord raw = new RawRecord(printable(record.headers()), record.value());
            return new Received.Poisoned(position, record.key(), appended, e.reason(), message, raw);
        }
    }

    /** The event of a record, whatever its key is. */
    static Envelope<?> event(Topic topic, ConsumerRecord<String, byte[]> record) throws UndecodableException {
        return EventCodec.decode(cloudEvent(topic, record), Instant.ofEpochMilli(record.timestamp()));
    }

    private static CloudEvent cloudEvent(Topic topic, ConsumerRecord<String, byte[]> record)
            throws UndecodableException {
        byte[] value = record.value();
        if (value == null || value.length == 0) {
            throw new UndecodableException("decode.empty", "the record has no value");
        }
        if (value.length > MAX_EVENT_BYTES) {
            throw new UndecodableException(
                    "decode.size", "the record has " + value.length + " bytes, an event at most " + MAX_EVENT_BYTES);
        }
        try {
            return topic == Topic.SYNC && isStructured(record)
                    ? structured(value)
                    : KafkaMessageFactory.createReader(record).toEvent();
        } catch (RuntimeException e) { // whatever the library makes of bytes from anywhere: it must not end the polling
            throw new UndecodableException(
                    "decode.cloudevent", "not a CloudEvent: " + Text.firstLine(String.valueOf(e.getMessage()), 300), e);
        }
    }

    /** A bare JSON line counts too: {@code kcat} and the console producer send no headers. */
    private static boolean isStructured(ConsumerRecord<String, byte[]> record) {
        Header contentType = record.headers().lastHeader("content-type");
        boolean declared = contentType != null && text(contentType.value()).startsWith(JsonFormat.CONTENT_TYPE);
        return declared || record.headers().lastHeader("ce_specversion") == null;
    }

    private static CloudEvent structured(byte[] value) {
        CloudEvent event = new JsonFormat().deserialize(value);
        return Objects.requireNonNull(event, "JSON null");
    }

    private static void checkPlace(ConsumerRecord<String, byte[]> record, Topic topic, Envelope<?> envelope)
            throws UndecodableException {
        if (envelope.type().topic() != topic) {
            throw new UndecodableException(
                    "decode.topic",
                    envelope.type().shortName() + " belongs on "
                            + envelope.type().topic().topicName());
        }
        if (!envelope.event().key().equals(record.key())) {
            throw new UndecodableException(
                    "decode.key",
                    "the key must be '" + envelope.event().key() + "', the subject of the event: it keeps the order");
        }
    }

    /** An event as its record had it. */
    static RawRecord raw(Envelope<?> envelope) {
        ProducerRecord<String, byte[]> record = encode(envelope);
        return new RawRecord(printable(record.headers()), record.value());
    }

    private static Map<String, String> printable(Headers all) {
        Map<String, String> headers = new TreeMap<>();
        for (Header header : all) {
            if (headers.size() == MAX_HEADERS) {
                break;
            }
            headers.put(Text.printable(header.key(), 100), Text.printable(text(header.value()), HEADER));
        }
        return headers;
    }

    private static String text(byte @Nullable [] value) {
        return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }
}
