/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.explain;

import static dev.longshore.reconciler.explain.LogStory.ALPHA;
import static dev.longshore.reconciler.explain.LogStory.ONE;
import static dev.longshore.reconciler.explain.LogStory.TWO;
import static dev.longshore.reconciler.explain.LogStory.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.Envelope;
import dev.longshore.events.EventJson;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.Trigger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Holds the JSON of explanations against the schema in {@code docs}. */
class ExplanationJsonTest {
    private static final Path SCHEMA =
            Path.of(System.getProperty("basedir", "."), "..", "docs", "schema", "explanation.schema.json");

    private final LogStory story = new LogStory().deployed();

    @Test
    void isWhatTheSchemaSays() throws Exception {
        String json = EventJson.MAPPER.writeValueAsString(everything());

        assertThat(schema().validate(
                                json,
                                InputFormat.JSON,
                                context -> context.executionConfig(config -> config.formatAssertionsEnabled(true))))
                .isEmpty();
    }

    @Test
    void theSchemaHasNothingThatIsNotThere() throws Exception {
        JsonNode schema = EventJson.MAPPER.readTree(Files.readString(SCHEMA));
        JsonNode json = EventJson.MAPPER.valueToTree(everything());

        assertThat(names(json.at("/hosts/0"))).isEqualTo(names(schema.at("/$defs/host/properties")));
        assertThat(names(json)).isEqualTo(names(schema.path("properties")));
        assertThat(names(json.at("/desired"))).isEqualTo(names(schema.at("/$defs/announcement/properties")));
        assertThat(names(json.at("/hosts/0/desired/steps/1"))).isEqualTo(names(schema.at("/$defs/step/properties")));
    }

    @Test
    void isReadBackAsItWas() throws Exception {
        Explanation explanation = everything();

        assertThat(EventJson.MAPPER.readValue(EventJson.MAPPER.writeValueAsString(explanation), Explanation.class))
                .isEqualTo(explanation);
    }

    /** A story in which every field has a value. */
    private Explanation everything() {
        Envelope<?> two = story.announced(story.pushed(TWO, "d-2"), TWO, 2);
        story.started(two, TWO, 2);
        story.tell(
                two,
                new DeploymentEvent.RolledBack(
                        WEB, ALPHA, ONE, TWO, 2, 1, "health.exited", "web exited", List.of(), Map.of("up", 5L)));
        story.tell(
                null,
                new DeploymentEvent.DriftDetected(
                        WEB, ALPHA, ONE, List.of(new Drift("web", Drift.Kind.STOPPED, "running", "exited"))));
        story.tell(null, new DeploymentEvent.Suspended(WEB, ALPHA, "by ben"));
        Envelope<?> push = story.pushed(TWO, "d-3");
        story.tell(
                push,
                new SourceEvent.Failed(
                        "homelab",
                        SourceEvent.ErrorClass.GENERIC,
                        "source.timeout",
                        "no answer",
                        Instant.EPOCH,
                        List.of(push.id()),
                        Trigger.PUSH));
        return story.explanation();
    }

    private static Schema schema() throws Exception {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(SCHEMA), InputFormat.JSON);
    }

    private static Set<String> names(JsonNode object) {
        TreeSet<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
