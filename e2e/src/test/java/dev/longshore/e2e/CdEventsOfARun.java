/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

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
    private static final String COLUMN = "\t";
    private static final String BETWEEN_HEADERS = "\u001f";

    private final List<Told> records;

    /** A record. */
    private record Told(Map<String, String> headers, String key, String value) {}

    private CdEventsOfARun(List<Told> records) {
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

    private static CdEventsOfARun of(Properties client) {
        client.put("isolation.level", "read_committed");
        List<Told> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(client, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> all = consumer.listTopics().getOrDefault(TOPIC, List.of()).stream()
                    .map(info -> new TopicPartition(TOPIC, info.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> records.add(told(record)));
            }
        }
        return new CdEventsOfARun(records);
    }

    private static Told told(ConsumerRecord<String, String> record) {
        Map<String, String> headers = new HashMap<>();
        record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        return new Told(headers, record.key(), record.value());
    }

    /** Reads a broker that no port leads to, by the console of its image. */
    static CdEventsOfARun of(ComposeProject project) {
        String output = project.exec(
                "kafka",
                "/opt/kafka/bin/kafka-console-consumer.sh",
                "--bootstrap-server=kafka:9092",
                "--topic=" + TOPIC,
                "--from-beginning",
                "--isolation-level=read_committed",
                "--timeout-ms=5000",
                "--formatter-property=print.headers=true",
                "--formatter-property=print.key=true",
                "--formatter-property=headers.separator=" + BETWEEN_HEADERS);
        return new CdEventsOfARun(output.lines()
                .filter(line -> line.startsWith("ce_") || line.startsWith("content-type:"))
                .map(CdEventsOfARun::told)
                .toList());
    }

    private static Told told(String line) {
        String[] columns = line.split(COLUMN, 3);
        Map<String, String> headers = new HashMap<>();
        for (String header : columns[0].split(BETWEEN_HEADERS, -1)) {
            int colon = header.indexOf(':');
            headers.put(header.substring(0, colon), header.substring(colon + 1));
        }
        return new Told(headers, columns[1], columns[2]);
    }

    /** What is wrong with any of them; empty if nothing is. */
    List<String> violations() {
        return records.stream().flatMap(record -> violations(record).stream()).toList();
    }

    private List<String> violations(Told record) {
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

    boolean isEmpty() {
        return records.isEmpty();
    }

    List<String> types() {
        return records.stream()
                .map(record -> json(record.value()).at("/context/type").asText())
                .distinct()
                .toList();
    }

    private static String header(Told record, String name) {
        return Objects.requireNonNull(record.headers().get(name), name);
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
