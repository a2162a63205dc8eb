/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.testcontainers.kafka.KafkaContainer;

/** All that is on {@code longshore.cdevents}, as any consumer reads it, and what the specification's own schemas say of it. */
final class CdEventsOfARun {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOPIC = "longshore.cdevents";
    private static final Path SCHEMAS = Path.of("..", "reconciler", "src", "test", "resources", "cdevents");
    private static final String CUSTOM = "https://cdevents.dev/0.5.1/schema/custom";

    private final Map<String, Schema> byType = new HashMap<>();
    private final List<ConsumerRecord<String, String>> records;

    private CdEventsOfARun(List<ConsumerRecord<String, String>> records) {
        this.records = records;
        Map<String, String> byId = new HashMap<>();
        files().forEach(text -> byId.put(json(text).path("$id").asText(), text));
        SchemaRegistry registry =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, b -> b.schemas(byId));
        byId.forEach((id, text) -> byType.put(
                id.equals(CUSTOM)
                        ? CUSTOM
                        : json(text)
                                .at("/properties/context/properties/type/enum/0")
                                .asText(),
                registry.getSchema(text, InputFormat.JSON)));
    }

    /** Reads the broker of a data directory to its end. */
    static CdEventsOfARun of(Path data) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(data.resolve("broker.properties"))) {
            properties.load(reader);
        }
        return of(properties);
    }

    /** Reads a broker that lets anybody in. */
    static CdEventsOfARun of(KafkaContainer kafka) {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", kafka.getBootstrapServers());
        return of(properties);
    }

    private static CdEventsOfARun of(Properties properties) {
        properties.put("isolation.level", "read_committed");
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> all = consumer.listTopics().getOrDefault(TOPIC, List.of()).stream()
                    .map(info -> new TopicPartition(TOPIC, info.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return new CdEventsOfARun(records);
    }

    /** What is wrong with any of them; empty if nothing is. */
    List<String> violations() {
        return records.stream().flatMap(record -> violations(record).stream()).toList();
    }

    private List<String> violations(ConsumerRecord<String, String> record) {
        JsonNode context = json(record.value()).path("context");
        List<String> wrong = new ArrayList<>();
        Map<String, String> attributes =
                Map.of("ce_id", "id", "ce_source", "source", "ce_type", "type", "ce_time", "timestamp");
        attributes.forEach((header, field) -> {
            if (!context.path(field).asText().equals(header(record, header))) {
                wrong.add(header + " is " + header(record, header) + " in " + record.value());
            }
        });
        if (!json(record.value()).at("/subject/id").asText().equals(header(record, "ce_subject"))) {
            wrong.add("ce_subject is " + header(record, "ce_subject") + " in " + record.value());
        }
        String type = context.path("type").asText();
        Schema schema = byType.get(type.startsWith("dev.cdeventsx.") ? CUSTOM : type);
        if (schema == null) {
            wrong.add("no schema for " + type);
        } else {
            schema
                    .validate(
                            record.value(),
                            InputFormat.JSON,
                            run -> run.executionConfig(config -> config.formatAssertionsEnabled(true)))
                    .stream()
                    .map(Error::toString)
                    .forEach(wrong::add);
        }
        return wrong;
    }

    /** The events of a stack on a host of a type without prefix and version, such as {@code service.deployed}, oldest first. */
    List<JsonNode> events(String type, String stack) {
        return records.stream()
                .filter(record -> stack.equals(record.key()))
                .map(record -> json(record.value()))
                .filter(event -> event.at("/context/type").asText().contains("." + type + "."))
                .toList();
    }

    List<String> types() {
        return records.stream()
                .map(record -> json(record.value()).at("/context/type").asText())
                .distinct()
                .toList();
    }

    private static String header(ConsumerRecord<String, String> record, String name) {
        return new String(
                Objects.requireNonNull(record.headers().lastHeader(name), name).value(), StandardCharsets.UTF_8);
    }

    private static List<String> files() {
        try (Stream<Path> files = Files.walk(SCHEMAS)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> !file.startsWith(SCHEMAS.resolve("conformance")))
                    .map(CdEventsOfARun::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
