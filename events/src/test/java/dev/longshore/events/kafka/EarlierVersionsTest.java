/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.events.EventFactory;
import dev.longshore.events.EventJson;
import dev.longshore.events.EventType;
import dev.longshore.events.Examples;
import dev.longshore.events.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Services of different versions run side by side: this one reads what earlier ones wrote, and passes over what later ones may add. The
 * records in {@code src/test/wire} are as earlier versions wrote them, once with every field and once with none that may be absent. They
 * are never changed; with each release those of that version are added: {@code -Dwire.write=<version>}.
 */
class EarlierVersionsTest {
    private static final Path WIRE = Path.of(System.getProperty("basedir", "."), "src", "test", "wire");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    /** Their keys are data, not fields. */
    private static final Set<String> MAPS =
            Set.of("labels", "versions", "durations", "headers", "env", "hostSelector", "images");

    static List<Path> records() throws IOException {
        String version = System.getProperty("wire.write");
        if (version != null && !Files.exists(WIRE.resolve(version))) {
            writeRecordsOf(version);
        }
        try (Stream<Path> files = Files.walk(WIRE)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void readsWhatEarlierVersionsWrote(Path file) throws Exception {
        JsonNode wire = EventJson.MAPPER.readTree(file.toFile());

        Received.Understood understood = understood(wire);

        JsonNode again = EventJson.MAPPER.readTree(EventJson.MAPPER.writeValueAsBytes(understood.event()));
        assertThat(lost(wire.path("value"), again, ""))
                .as("fields that were not taken in")
                .isEmpty();
        assertThat(understood.envelope().id())
                .isEqualTo(wire.path("headers").path("ce_id").asText());
    }

    @ParameterizedTest
    @MethodSource("records")
    void passesOverWhatLaterVersionsMayAdd(Path file) throws Exception {
        JsonNode wire = EventJson.MAPPER.readTree(file.toFile());
        ObjectNode later = wire.deepCopy();
        addFields(later.path("value"));
        ((ObjectNode) later.get("headers")).put("ce_later", "x").put("x-later", "y");

        assertThat(understood(later).envelope().event())
                .isEqualTo(understood(wire).envelope().event());
    }

    @Test
    void knowsEveryTypeThatEarlierVersionsKnew() throws IOException {
        assertThat(records()).hasSizeGreaterThanOrEqualTo(2 * 27);
    }

    /** Missing in {@code now}, or of another value. */
    private static List<String> lost(JsonNode then, JsonNode now, String path) {
        List<String> lost = new ArrayList<>();
        if (then.isObject()) {
            then.properties()
                    .forEach(field ->
                            lost.addAll(lost(field.getValue(), now.path(field.getKey()), path + "." + field.getKey())));
        } else if (then.isArray() && then.size() == now.size()) {
            for (int i = 0; i < then.size(); i++) {
                lost.addAll(lost(then.get(i), now.get(i), path + "[" + i + "]"));
            }
        } else if (!then.equals(now)) {
            lost.add(path);
        }
        return lost;
    }

    private static void addFields(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> {
                if (!MAPS.contains(field.getKey())) {
                    addFields(field.getValue());
                }
            });
            object.putObject("addedLater").putArray("deep").add(1).addNull();
        } else {
            node.forEach(EarlierVersionsTest::addFields);
        }
    }

    private static Received.Understood understood(JsonNode wire) throws IOException {
        Received received = received(wire);
        assertThat(received).as(received.toString()).isInstanceOf(Received.Understood.class);
        return (Received.Understood) received;
    }

    private static Received received(JsonNode wire) throws IOException {
        RecordHeaders headers = new RecordHeaders();
        wire.path("headers")
                .properties()
                .forEach(header ->
                        headers.add(header.getKey(), header.getValue().asText().getBytes(StandardCharsets.UTF_8)));
        return EventRecords.decode(new ConsumerRecord<>(
                wire.path("topic").asText(),
                0,
                0,
                NOON.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                wire.path("key").asText(),
                EventJson.MAPPER.writeValueAsBytes(wire.path("value")),
                headers,
                Optional.empty()));
    }

    private static void writeRecordsOf(String version) throws IOException {
        Path folder = Files.createDirectories(WIRE.resolve(version));
        EventFactory events = new EventFactory("test", "homelab-1", Clock.fixed(NOON, ZoneOffset.UTC));
        for (EventType type : EventType.values()) {
            ObjectNode whole = wire(EventRecords.encode(
                    events.causedBy(events.first(Examples.of(type)).meta(), Examples.of(type))));
            ObjectNode least = whole.deepCopy();
            strip(least, least.path("value"));
            write(folder.resolve(type.shortName() + ".json"), whole);
            write(folder.resolve(type.shortName() + ".least.json"), least);
        }
    }

    private static ObjectNode wire(ProducerRecord<String, byte[]> record) throws IOException {
        ObjectNode wire = EventJson.MAPPER.createObjectNode();
        wire.put("topic", Topic.named(record.topic()).orElseThrow().topicName()).put("key", record.key());
        ObjectNode headers = wire.putObject("headers");
        record.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        wire.set("value", EventJson.MAPPER.readTree(record.value()));
        return wire;
    }

    /** Takes away every field without which the record is still understood. */
    private static void strip(ObjectNode wire, JsonNode node) throws IOException {
        if (node instanceof ObjectNode object) {
            for (String name :
                    object.properties().stream().map(Map.Entry::getKey).toList()) {
                JsonNode value = object.remove(name);
                if (!(received(wire) instanceof Received.Understood)) {
                    object.set(name, value);
                    strip(wire, value);
                }
            }
        }
        for (JsonNode child : node.isArray() ? node : EventJson.MAPPER.createArrayNode()) {
            strip(wire, child);
        }
    }

    private static void write(Path file, JsonNode wire) throws IOException {
        Files.write(file, EventJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(wire));
    }
}
