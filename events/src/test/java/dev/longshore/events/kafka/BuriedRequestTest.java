/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.longshore.events.DeadLetter;
import dev.longshore.events.Envelope;
import dev.longshore.events.EventFactory;
import dev.longshore.events.SyncRequested;
import dev.longshore.events.Topic;
import dev.longshore.events.Trigger;
import dev.longshore.events.UndecodableException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class BuriedRequestTest {
    private static final EventFactory EVENTS = new EventFactory("test", "host", Clock.systemUTC());
    private final Envelope<SyncRequested> request =
            EVENTS.first(new SyncRequested("homelab", Trigger.MANUAL, true, "me"));
    private final RawRecord raw = EventRecords.raw(request);
    private final byte[] value = Objects.requireNonNull(raw.value());

    private DeadLetter letter(Topic topic, Map<String, String> headers, byte[] content, long valueBytes) {
        String kept = Base64.getEncoder().encodeToString(content);
        return new DeadLetter(topic.topicName(), 5, 1234, "hoemlab", "decode.key", "?", headers, kept, valueBytes);
    }

    private static UndecodableException refusal(DeadLetter letter) {
        return catchThrowableOfType(UndecodableException.class, () -> BuriedRequest.of(letter));
    }

    @Test
    void isTheRecordItWasUnderTheRightKey() throws Exception {
        BuriedRequest buried = BuriedRequest.of(letter(Topic.SYNC, raw.headers(), value, value.length));
        ProducerRecord<String, byte[]> original = EventRecords.encode(request);

        assertThat(buried.id()).isEqualTo(request.id());
        assertThat(buried.record().topic()).isEqualTo("longshore.sync");
        assertThat(buried.record().key()).isEqualTo("homelab");
        assertThat(buried.record().value()).isEqualTo(original.value());
        original.headers().forEach(header -> assertThat(
                        buried.record().headers().lastHeader(header.key()).value())
                .as(header.key())
                .isEqualTo(header.value()));
    }

    @Test
    void refusesOtherTopics() {
        assertThat(refusal(letter(Topic.REVISION, raw.headers(), value, value.length)))
                .hasMessageContaining("only records of longshore.sync")
                .extracting(UndecodableException::reason)
                .isEqualTo("redrive.topic");
    }

    @Test
    void refusesWhatIsNotWhole() {
        Map<String, String> shortened = new HashMap<>(raw.headers());
        shortened.put("ce_tracestate", "a".repeat(300) + "…");

        assertThat(refusal(letter(Topic.SYNC, raw.headers(), value, 100_000))).hasMessageContaining("of 100000 bytes");
        assertThat(refusal(letter(Topic.SYNC, shortened, value, value.length)))
                .hasMessageContaining("header ce_tracestate is shortened");
    }

    @Test
    void refusesWhatIsStillNoEvent() {
        byte[] garbage = "{".getBytes(StandardCharsets.UTF_8);

        assertThat(refusal(letter(Topic.SYNC, Map.of(), garbage, 1)).reason()).isEqualTo("decode.cloudevent");
    }
}
