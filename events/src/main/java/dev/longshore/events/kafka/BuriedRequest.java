/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.DeadLetter;
import dev.longshore.events.Envelope;
import dev.longshore.events.Topic;
import dev.longshore.events.UndecodableException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** A request to sync as a dead letter keeps it, when it is one that can be understood now. */
public final class BuriedRequest {
    private final Envelope<?> envelope;
    private final ProducerRecord<String, byte[]> record;

    private BuriedRequest(Envelope<?> envelope, ProducerRecord<String, byte[]> record) {
        this.envelope = envelope;
        this.record = record;
    }

    /**
     * Takes the request out of its letter.
     *
     * @throws UndecodableException saying why it cannot be sent again: it is of another topic, not whole, or still no event
     */
    public static BuriedRequest of(DeadLetter letter) throws UndecodableException {
        if (!letter.topic().equals(Topic.SYNC.topicName())) {
            throw new UndecodableException(
                    "redrive.topic",
                    "only records of " + Topic.SYNC.topicName() + " are sent again, this one is of " + letter.topic()
                            + "; 'longshore sync REPOSITORY --force' brings its repository's stacks up to date");
        }
        byte[] value = Base64.getDecoder().decode(letter.value());
        Headers headers = headers(letter);
        Envelope<?> envelope = EventRecords.event(Topic.SYNC, consumed(letter, value, headers));
        if (envelope.type().topic() != Topic.SYNC) {
            throw new UndecodableException(
                    "decode.topic", envelope.type().shortName() + " does not belong on " + Topic.SYNC.topicName());
        }
        return new BuriedRequest(
                envelope,
                new ProducerRecord<>(
                        Topic.SYNC.topicName(), null, envelope.event().key(), value, headers));
    }

    private static Headers headers(DeadLetter letter) throws UndecodableException {
        RecordHeaders headers = new RecordHeaders();
        letter.headers().forEach((name, text) -> headers.add(name, text.getBytes(StandardCharsets.UTF_8)));
        Optional<String> cut = letter.headers().entrySet().stream()
                .filter(header -> header.getValue().length() > EventRecords.HEADER)
                .map(Map.Entry::getKey)
                .findFirst();
        int kept = Base64.getDecoder().decode(letter.value()).length;
        if (cut.isPresent() || kept < letter.valueBytes()) {
            throw new UndecodableException(
                    "redrive.incomplete",
                    "the letter does not hold the whole record ("
                            + cut.map(name -> "header " + name + " is shortened")
                                    .orElse("the first " + kept + " of " + letter.valueBytes() + " bytes")
                            + ")");
        }
        return headers;
    }

    private static ConsumerRecord<String, byte[]> consumed(DeadLetter letter, byte[] value, Headers headers) {
        return new ConsumerRecord<>(
                letter.topic(),
                letter.partition(),
                letter.offset(),
                0,
                TimestampType.LOG_APPEND_TIME,
                -1,
                value.length,
                letter.originalKey(),
                value,
                headers,
                Optional.empty());
    }

    /** The event's id, which stays. */
    public String id() {
        return envelope.id();
    }

    /** The repository that it is about. */
    public String key() {
        return envelope.event().key();
    }

    ProducerRecord<String, byte[]> record() {
        return record;
    }
}
