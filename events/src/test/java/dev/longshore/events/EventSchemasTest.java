/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Holds {@code docs/schema} and {@code docs/events/examples} against the records. After a change that is meant, write them anew with
 * {@code mvn -pl events -am test -Dtest=EventSchemasTest -Dschemas.write=true -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class EventSchemasTest {
    private static final Path DOCS = Path.of(System.getProperty("basedir", "."), "..", "docs");
    private static final boolean WRITE = Boolean.getBoolean("schemas.write");

    private final EventSchemas schemas = new EventSchemas();
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    @ParameterizedTest
    @EnumSource(EventType.class)
    void theCommittedSchemaIsThatOfTheRecord(EventType type) throws Exception {
        holds(DOCS.resolve("schema").resolve(type.shortName() + ".v1.json"), schemas.of(type));
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void theCommittedExampleIsValidAndWhatTheRecordIsWrittenAs(EventType type) throws Exception {
        Path file = DOCS.resolve("events").resolve("examples").resolve(type.shortName() + ".json");
        holds(file, EventJson.MAPPER.valueToTree(Examples.of(type)));

        assertThat(errors(type, EventJson.MAPPER.readTree(file.toFile()))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void theSchemaRequiresExactlyTheFieldsThatTheReaderRequires(EventType type) {
        ObjectNode whole = EventJson.MAPPER.valueToTree(Examples.of(type));
        for (Iterator<String> names = whole.deepCopy().fieldNames(); names.hasNext(); ) {
            String name = names.next();
            ObjectNode without = whole.deepCopy();
            without.remove(name);

            assertThat(errors(type, without).isEmpty())
                    .describedAs(name)
                    .isEqualTo(RequiredFields.missing(type.data(), without).isEmpty());
        }
    }

    @Test
    void theSchemaKnowsWrongTypesNamesAndWords() {
        assertThat(errors(EventType.SYNC_REQUESTED, with("repository", "../etc")))
                .hasSize(1);
        assertThat(errors(EventType.SYNC_REQUESTED, with("trigger", "soon"))).hasSize(1);
        assertThat(errors(EventType.SYNC_REQUESTED, with("force", "true"))).hasSize(1);
        assertThat(errors(EventType.SYNC_REQUESTED, with("newer", "field"))).isEmpty();
    }

    @Test
    void thereIsNoSchemaOrExampleOfAnEventThatIsGone() throws Exception {
        List<String> known =
                Stream.of(EventType.values()).map(EventType::shortName).toList();

        assertThat(names(DOCS.resolve("schema"), ".v1.json")).containsExactlyInAnyOrderElementsOf(known);
        assertThat(names(DOCS.resolve("events").resolve("examples"), ".json"))
                .containsExactlyInAnyOrderElementsOf(known);
    }

    private static ObjectNode with(String field, String value) {
        ObjectNode request = EventJson.MAPPER.valueToTree(Examples.of(EventType.SYNC_REQUESTED));
        return request.put(field, value);
    }

    private List<Error> errors(EventType type, JsonNode data) {
        Schema schema = registry.getSchema(schemas.of(type));
        return schema.validate(data);
    }

    private static void holds(Path file, JsonNode expected) throws IOException {
        if (WRITE) {
            Files.createDirectories(file.getParent());
            DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
            printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
            Files.writeString(file, EventJson.MAPPER.writer(printer).writeValueAsString(expected) + "\n");
        }
        assertThat(EventJson.MAPPER.readTree(file.toFile()))
                .describedAs("%s (write it anew with -Dschemas.write=true)", file)
                .isEqualTo(
                        EventJson.MAPPER.readTree(expected.toString())); // a number that was read is of another class
    }

    private static List<String> names(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(suffix))
                    .map(name -> name.substring(0, name.length() - suffix.length()))
                    .toList();
        }
    }
}
