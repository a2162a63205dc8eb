/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import static dev.longshore.reconciler.Sample.ALPHA;
import static dev.longshore.reconciler.Sample.MISSING;
import static dev.longshore.reconciler.Sample.ONE;
import static dev.longshore.reconciler.Sample.THREE;
import static dev.longshore.reconciler.Sample.TWO;
import static dev.longshore.reconciler.Sample.WEB;
import static dev.longshore.reconciler.Sample.alive;
import static dev.longshore.reconciler.Sample.failed;
import static dev.longshore.reconciler.Sample.rolledBack;
import static dev.longshore.reconciler.Sample.started;
import static dev.longshore.reconciler.Sample.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.EventJson;
import dev.longshore.events.HostAlive;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CdEventsTest {
    private final CdEventSchemas schemas = new CdEventSchemas();

    /** Everything that can be told. */
    private static Story everything() {
        return new Story()
                .tell(alive(ALPHA), new HostAlive(ALPHA, "alpha-id", Map.of("role", "edge"), Map.of()))
                .tell(started(ONE, 1), succeeded(ONE, 1), started(TWO, 2), rolledBack(TWO, ONE, 2))
                .tell(started(THREE, 3), failed(THREE, 3, ONE, "pull.failed"), succeeded(THREE, 4))
                .tell(new DeploymentEvent.DriftDetected(WEB, ALPHA, THREE, MISSING))
                .tell(new DeploymentEvent.DriftCorrected(WEB, ALPHA, THREE, MISSING, 5))
                .tell(new DeploymentEvent.DriftDetected(WEB, "beta", null, MISSING))
                .tell(new DeploymentEvent.Removed(WEB, ALPHA, "stack.removed"));
    }

    @Test
    void everyEventIsValidByTheSchemaOfItsType() {
        Story story = everything();

        assertThat(story.cdEvents())
                .allSatisfy(event -> assertThat(schemas.violations(event)).isEmpty());
        assertThat(story.cdEvents().stream().map(CloudEvent::getType).distinct())
                .containsExactlyInAnyOrder(
                        "dev.cdevents.environment.created.0.3.0",
                        "dev.cdevents.environment.modified.0.3.0",
                        "dev.cdevents.service.deployed.0.3.0",
                        "dev.cdevents.service.upgraded.0.3.0",
                        "dev.cdevents.service.rolledback.0.3.0",
                        "dev.cdevents.service.removed.0.3.0",
                        "dev.cdevents.incident.detected.0.3.0",
                        "dev.cdevents.incident.resolved.0.3.0",
                        "dev.cdeventsx.longshore-deployment.started.0.1.0",
                        "dev.cdeventsx.longshore-deployment.failed.0.1.0");
    }

    @Test
    void theSchemasDoTellWhatIsWrong() {
        CloudEvent good = everything().cdEvents().get(0);
        byte[] data = json(good).toString().replace("\"timestamp\"", "\"time\"").getBytes(StandardCharsets.UTF_8);

        assertThat(schemas.violations(CloudEventBuilder.v1(good).withData(data).build()))
                .isNotEmpty();
    }

    @Test
    void theCloudEventSaysWhatTheContextSays() {
        assertThat(everything().cdEvents()).allSatisfy(event -> {
            JsonNode context = json(event).path("context");
            assertThat(event.getId()).isEqualTo(context.path("id").textValue());
            assertThat(event.getType()).isEqualTo(context.path("type").textValue());
            assertThat(event.getSource().toString())
                    .isEqualTo(context.path("source").textValue())
                    .isEqualTo("/longshore/reconciler/alpha");
            assertThat(event.getTime())
                    .isEqualTo(OffsetDateTime.parse(context.path("timestamp").textValue()));
            assertThat(event.getSubject())
                    .isEqualTo(json(event).at("/subject/id").textValue());
            assertThat(context.path("specversion").textValue()).isEqualTo("0.5.1");
        });
    }

    @Test
    void noTwoEventsShareAnId() {
        assertThat(everything().cdEvents()).extracting(CloudEvent::getId).doesNotHaveDuplicates();
    }

    @Test
    void aServiceIsTheStackAsOfACommitOnAHost() {
        JsonNode subject = everything().cdEvents().stream()
                .filter(event -> event.getType().contains("service.deployed"))
                .map(event -> json(event).path("subject"))
                .findFirst()
                .orElseThrow();

        assertThat(subject.path("id").textValue()).isEqualTo("homelab/web");
        assertThat(subject.at("/content/environment/id").textValue()).isEqualTo("alpha");
        assertThat(subject.at("/content/artifactId").textValue())
                .isEqualTo("pkg:generic/homelab/web@" + "1".repeat(40));
    }

    private static JsonNode json(CloudEvent event) {
        try {
            return EventJson.MAPPER.readTree(
                    Objects.requireNonNull(event.getData()).toBytes());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
