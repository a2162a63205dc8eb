/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.DriftCheck;
import dev.longshore.events.Envelope;
import dev.longshore.events.Event;
import dev.longshore.events.EventFactory;
import dev.longshore.events.EventType;
import dev.longshore.events.Examples;
import dev.longshore.events.StackId;
import dev.longshore.events.SyncRequested;
import dev.longshore.events.Topic;
import dev.longshore.events.Trigger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventRecordsTest {
    private static final Instant APPENDED = Instant.parse("2026-03-01T12:00:00Z");
    private static final SyncRequested REQUEST = new SyncRequested("homelab", Trigger.MANUAL, false, "me");
    private static final String LINE = """
            {"specversion":"1.0","id":"1","source":"/me","type":"dev.longshore.sync.requested.v1",\
            "data":{"repository":"homelab","trigger":"manual","force":false,"requestedBy":"me"}}""";

    private final EventFactory events = new EventFactory("test", "host", Clock.systemUTC());

    @ParameterizedTest
    @EnumSource(EventType.class)
    void everyTypeTravelsOnItsTopicUnderItsKey(EventType type) {
        Envelope<Event> sent = events.first(Examples.of(type));
        ProducerRecord<String, byte[]> record = EventRecords.encode(sent);

        assertThat(record.topic()).isEqualTo(type.topic().topicName());
        assertThat(header(record, "ce_type")).isEqualTo(type.type());
        assertThat(header(record, "content-type")).isEqualTo("application/json");
        assertThat(received(record))
                .isInstanceOfSatisfying(Received.Understood.class, understood -> assertThat(understood.envelope())
                        .isEqualTo(sent));
    }

    @Test
    void readsABareJsonLineOnSync() {
        assertThat(received(Topic.SYNC, "homelab", LINE, Map.of())).satisfies(EventRecordsTest::isTheRequest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/cloudevents+json", "application/cloudevents+json; charset=utf-8"})
    void readsStructuredModeOnSync(String contentType) {
        assertThat(received(Topic.SYNC, "homelab", LINE, Map.of("content-type", contentType)))
                .satisfies(EventRecordsTest::isTheRequest);
    }

    @Test
    void refusesAnEmptyValue() {
        assertPoisoned(received(Topic.SYNC, "homelab", "", Map.of()), "decode.empty");
        assertPoisoned(EventRecords.decode(record(Topic.SYNC, "homelab", null, Map.of())), "decode.empty");
    }

    @Test
    void readsARecordWithoutValueOnACompactedTopicAsTheEndOfItsKey() {
        assertThat(EventRecords.decode(record(Topic.REVISION, "homelab/grafana", null, Map.of())))
                .isInstanceOf(Received.Tombstone.class);
    }

    @Test
    void refusesARequestWithoutItsKey() {
        assertPoisoned(received(Topic.SYNC, null, LINE, Map.of()), "decode.key");
        assertPoisoned(received(Topic.SYNC, "other", LINE, Map.of()), "decode.key");
    }

    @Test
    void refusesAnEventOnAnotherEventsTopic() {
        ProducerRecord<String, byte[]> check =
                EventRecords.encode(events.first(new DriftCheck(new StackId("homelab", "grafana"))));

        assertPoisoned(
                EventRecords.decode(new ConsumerRecord<>(
                        Topic.DEPLOYMENT.topicName(),
                        0,
                        0,
                        0,
                        TimestampType.LOG_APPEND_TIME,
                        0,
                        0,
                        check.key(),
                        check.value(),
                        check.headers(),
                        Optional.empty())),
                "decode.topic");
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void refusesRandomBytesOnEveryTopicWithAndWithoutHeaders(Topic topic) {
        Random random = new Random(42);
        for (int i = 0; i < 200; i++) {
            byte[] value = new byte[1 + random.nextInt(300)];
            random.nextBytes(value);
            for (String contentType :
                    new String[] {"", "application/cloudevents+json", "application/cloudevents+xml"}) {
                assertPoisoned(
                        EventRecords.decode(record(topic, "k", value, Map.of("content-type", contentType))),
                        "decode.cloudevent");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "{\"specversion\":\"9\"}",
                "{\"specversion\":1}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"%%\",\"type\":\"t\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/\",\"type\":\"t\",\"time\":\"noon\"}"
            })
    void refusesJsonThatIsNoCloudEvent(String line) {
        assertPoisoned(received(Topic.SYNC, "homelab", line, Map.of()), "decode.cloudevent");
    }

    @Test
    void refusesADepthBomb() {
        String bomb = LINE.replace("\"me\"", "[".repeat(100_000) + "]".repeat(100_000));

        assertThat(received(Topic.SYNC, "homelab", bomb, Map.of())).isInstanceOf(Received.Poisoned.class);
    }

    @Test
    void refusesARecordOf10MiBWithoutReadingIt() {
        ConsumerRecord<String, byte[]> record = record(Topic.SYNC, "homelab", new byte[10 * 1024 * 1024], Map.of());

        assertPoisoned(EventRecords.decode(record), "decode.size");
    }

    @Test
    void boundsWhatItKeepsOfHeaders() {
        RecordHeaders headers = new RecordHeaders();
        for (int i = 0; i < 10_000; i++) {
            headers.add("h" + i + "\u001b", new byte[1000]);
        }
        ConsumerRecord<String, byte[]> record = record(Topic.SYNC, "homelab", new byte[1], headers);

        assertThat(EventRecords.decode(record)).isInstanceOfSatisfying(Received.Poisoned.class, poisoned -> assertThat(
                        poisoned.raw().headers())
                .hasSize(50)
                .allSatisfy((name, value) -> {
                    assertThat(name).doesNotContain("\u001b");
                    assertThat(value).hasSizeLessThan(302);
                }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "2100-01-01T00:00:00Z"})
    void readsAnEventWhateverItsClockSays(String time) {
        Instant wrong = Instant.parse(time);
        EventFactory elsewhere = new EventFactory("test", "host", Clock.fixed(wrong, ZoneOffset.UTC));

        assertThat(received(EventRecords.encode(elsewhere.first(REQUEST))))
                .isInstanceOfSatisfying(Received.Understood.class, understood -> {
                    assertThat(understood.envelope().meta().time()).isEqualTo(wrong);
                    assertThat(understood.appended()).isEqualTo(APPENDED);
                });
    }

    private static void isTheRequest(Received received) {
        assertThat(received)
                .isInstanceOfSatisfying(Received.Understood.class, understood -> assertThat(understood.event())
                        .isEqualTo(REQUEST));
    }

    private static void assertPoisoned(Received received, String reason) {
        assertThat(received).isInstanceOfSatisfying(Received.Poisoned.class, poisoned -> assertThat(poisoned.reason())
                .isEqualTo(reason));
    }

    private static String header(ProducerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static Received received(ProducerRecord<String, byte[]> sent) {
        Topic topic = Topic.named(sent.topic()).orElseThrow();
        return EventRecords.decode(record(topic, sent.key(), sent.value(), sent.headers()));
    }

    private static Received received(Topic topic, @Nullable String key, String value, Map<String, String> headers) {
        return EventRecords.decode(record(topic, key, value.getBytes(StandardCharsets.UTF_8), headers));
    }

    private static ConsumerRecord<String, byte[]> record(
            Topic topic, @Nullable String key, byte @Nullable [] value, Map<String, String> headers) {
        RecordHeaders all = new RecordHeaders();
        headers.forEach((name, text) -> all.add(name, text.getBytes(StandardCharsets.UTF_8)));
        return record(topic, key, value, all);
    }

    private static ConsumerRecord<String, byte[]> record(
            Topic topic, @Nullable String key, byte @Nullable [] value, Headers headers) {
        return new ConsumerRecord<>(
                topic.topicName(),
                0,
                0,
                APPENDED.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                key,
                value,
                headers,
                Optional.empty());
    }
}
