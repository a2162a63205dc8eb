/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON Schema of each event type, made from its record: every component is required but booleans and what is {@link Nullable}. */
final class EventSchemas {
    private static final Map<String, String> PATTERNS_BY_FIELD =
            Map.of("repository", "^" + Names.PATTERN + "$", "sha256", "^[0-9a-f]{64}$");
    private static final Map<Class<?>, Map<String, String>> WRITTEN_AS_TEXT = Map.of(
            StackId.class, Map.of("pattern", "^" + Names.PATTERN + "/" + Names.PATTERN + "$"),
            Revision.class, Map.of("pattern", "^.+@sha1:[0-9a-f]{40}$"),
            Instant.class, Map.of("format", "date-time"),
            Duration.class, Map.of("format", "duration"));

    private final SchemaGenerator generator = generator();

    JsonNode of(EventType type) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        ObjectNode generated = generator.generateSchema(type.data());
        schema.set("$schema", generated.remove("$schema"));
        schema.put("$id", "https://longshore.dev/schema/" + type.shortName() + ".v1.json");
        schema.put("title", type.type());
        schema.put("description", "Data of this event, on " + type.topic().topicName());
        schema.setAll(generated);
        return schema;
    }

    private static SchemaGenerator generator() {
        SchemaGeneratorConfigBuilder config = new SchemaGeneratorConfigBuilder(
                        EventJson.MAPPER, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES, Option.INLINE_ALL_SCHEMAS);
        config.forFields()
                .withRequiredCheck(EventSchemas::isRequired)
                .withStringPatternResolver(field -> PATTERNS_BY_FIELD.get(field.getName()));
        config.forTypesInGeneral().withCustomDefinitionProvider(EventSchemas::textDefinition);
        return new SchemaGenerator(config.build());
    }

    private static boolean isRequired(FieldScope field) {
        return field.getRawMember().getType() != boolean.class
                && !field.getRawMember().getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static @Nullable CustomDefinition textDefinition(ResolvedType type, SchemaGenerationContext context) {
        ObjectNode definition = JsonNodeFactory.instance.objectNode().put("type", "string");
        Class<?> erased = type.getErasedType();
        if (erased.isEnum()) {
            ArrayNode texts = definition.putArray("enum");
            for (Object constant : erased.getEnumConstants()) {
                texts.add(EventJson.MAPPER.<JsonNode>valueToTree(constant));
            }
            return new CustomDefinition(definition, true);
        }
        Map<String, String> form = WRITTEN_AS_TEXT.get(erased);
        if (form == null) {
            return null;
        }
        form.forEach(definition::put);
        return new CustomDefinition(definition, true);
    }
}
