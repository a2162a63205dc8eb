/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.longshore.events.EventJson;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Holds CDEvents against the schemas of the specification. */
final class CdEventSchemas {
    private static final String CUSTOM = "https://cdevents.dev/0.5.1/schema/custom";

    private final Map<String, Schema> byType = new HashMap<>();
    private final Schema custom;

    CdEventSchemas() {
        Map<String, String> byId = new HashMap<>();
        files("").forEach(text -> byId.put(id(text), text));
        files("links").forEach(text -> byId.put(id(text), text));
        SchemaRegistry registry =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, b -> b.schemas(byId));
        byId.forEach((id, text) -> {
            JsonNode type = json(text).at("/properties/context/properties/type/enum/0");
            if (type.isTextual()) {
                byType.put(type.textValue(), registry.getSchema(text, InputFormat.JSON));
            }
        });
        custom = registry.getSchema(Objects.requireNonNull(byId.get(CUSTOM)), InputFormat.JSON);
    }

    /** What is wrong with it, in the words of the validator; empty if nothing is. */
    List<String> violations(CloudEvent event) {
        String data = new String(Objects.requireNonNull(event.getData()).toBytes(), StandardCharsets.UTF_8);
        return violations(event.getType(), data);
    }

    List<String> violations(String type, String data) {
        Schema schema = type.startsWith("dev.cdeventsx.") ? custom : byType.get(type);
        if (schema == null) {
            return List.of("no schema for " + type);
        }
        return schema
                .validate(
                        data,
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Error::toString)
                .toList();
    }

    /** The JSON files of a folder of the specification's. */
    static List<String> files(String folder) {
        try (Stream<Path> files = Files.list(folder(folder))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(CdEventSchemas::text)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder(String folder) {
        try {
            return Path.of(Objects.requireNonNull(CdEventSchemas.class.getResource("/cdevents/" + folder), folder)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String id(String schema) {
        return json(schema).path("$id").asText();
    }

    private static JsonNode json(String text) {
        try {
            return EventJson.MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
