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
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Holds CDEvents against the schemas of the specification. */
final class CdEventSchemas {
    private static final List<String> FILES = List.of(
            "servicedeployed",
            "serviceupgraded",
            "servicerolledback",
            "serviceremoved",
            "incidentdetected",
            "incidentresolved",
            "environmentcreated",
            "environmentmodified",
            "custom",
            "links/embeddedlinkend",
            "links/embeddedlinkpath",
            "links/embeddedlinkrelation",
            "links/embeddedlinksarray");
    private static final String CUSTOM = "https://cdevents.dev/0.5.1/schema/custom";

    private final Map<String, Schema> byType = new HashMap<>();
    private final Schema custom;

    CdEventSchemas() {
        Map<String, String> byId = new HashMap<>();
        FILES.forEach(file -> byId.put(id(text(file)), text(file)));
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
        Schema schema = event.getType().startsWith("dev.cdeventsx.") ? custom : byType.get(event.getType());
        if (schema == null) {
            return List.of("no schema for " + event.getType());
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

    private static String text(String file) {
        try (InputStream in = CdEventSchemas.class.getResourceAsStream("/cdevents/" + file + ".json")) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
