/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import static dev.longshore.reconciler.Sample.ALPHA;
import static dev.longshore.reconciler.Sample.MISSING;
import static dev.longshore.reconciler.Sample.ONE;
import static dev.longshore.reconciler.Sample.TWO;
import static dev.longshore.reconciler.Sample.WEB;
import static dev.longshore.reconciler.Sample.failed;
import static dev.longshore.reconciler.Sample.rolledBack;
import static dev.longshore.reconciler.Sample.started;
import static dev.longshore.reconciler.Sample.succeeded;
import static dev.longshore.reconciler.Sample.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.Envelope;
import dev.longshore.events.Event;
import dev.longshore.events.EventFactory;
import dev.longshore.events.Trigger;
import dev.longshore.events.kafka.Output;
import dev.longshore.reconciler.cdevents.CdEvent;
import dev.longshore.reconciler.cdevents.Link;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How the CDEvents of a chain lead to one another. */
class CdEventLinksTest {
    private static final String STARTED = "dev.cdeventsx.longshore-deployment.started.0.1.0";
    private static final String FAILED = "dev.cdeventsx.longshore-deployment.failed.0.1.0";

    private final EventFactory applier = new EventFactory("applier", ALPHA, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    private final Story story = new Story();
    private final Envelope<?> push = applier.first(Sample.fetched(ONE, null, Trigger.PUSH));
    private final Envelope<?> revision = applier.causedBy(push.meta(), wanted(ONE, 1));

    @Test
    void theChainIsThatOfThePushAndTheTriggerWhatWasAnnounced() {
        tell(started(ONE, 1));
        CdEvent started = only(STARTED);

        assertThat(started.context().chainId()).isEqualTo(push.id());
        assertThat(started.context().links()).containsExactly(Link.relation("TRIGGER", revision.id()));
    }

    @Test
    void aDeployedServiceIsTheEndOfAPathThatBeginsWithItsStart() {
        tell(started(ONE, 1), succeeded(ONE, 1));

        String start = only(STARTED).context().id();
        assertThat(only("dev.cdevents.service.deployed.0.3.0").context().links())
                .containsExactly(Link.path(start), Link.relation("TRIGGER", revision.id()), Link.end(start));
    }

    @Test
    void aRollbackLeadsToItsIncidentAndThatToItsResolution() {
        tell(started(ONE, 1), succeeded(ONE, 1), started(TWO, 2), rolledBack(TWO, ONE, 2), succeeded(TWO, 3));

        String start = events(STARTED).get(1).context().id();
        CdEvent back = only("dev.cdevents.service.rolledback.0.3.0");
        CdEvent detected = only(CdEvents.INCIDENT_DETECTED);
        assertThat(back.context().links())
                .containsExactly(Link.path(start), Link.relation("TRIGGER", revision.id()), Link.end(start));
        assertThat(detected.context().links())
                .containsExactly(Link.relation("TRIGGER", back.context().id()));
        assertThat(only(CdEvents.INCIDENT_RESOLVED).context().links())
                .containsExactly(
                        Link.relation("RESOLVES", detected.context().id()),
                        Link.relation(
                                "TRIGGER",
                                only("dev.cdevents.service.upgraded.0.3.0")
                                        .context()
                                        .id()));
    }

    @Test
    void aFailureThatNoStartWasToldOfHasNoPath() {
        tell(failed(ONE, 1, null, "pull.failed"));

        assertThat(only(FAILED).context().links())
                .containsExactly(Link.relation("TRIGGER", revision.id()), Link.end(null));
    }

    @Test
    void driftIsResolvedByName() {
        tell(started(ONE, 1), succeeded(ONE, 1));
        tell(new DeploymentEvent.DriftDetected(WEB, ALPHA, ONE, MISSING));
        tell(new DeploymentEvent.DriftCorrected(WEB, ALPHA, ONE, MISSING, 5));

        assertThat(only(CdEvents.INCIDENT_RESOLVED).context().links())
                .contains(Link.relation(
                        "RESOLVES", only(CdEvents.INCIDENT_DETECTED).context().id()));
    }

    @Test
    void aRecordThatIsReadAgainGivesTheSameEventAlsoAfterARestart() {
        Envelope<?> start = envelope(started(ONE, 1));
        Envelope<?> end = envelope(succeeded(ONE, 1));
        Story other = new Story();
        List<byte[]> one = bytes(story.again(start), story.again(end));
        other.again(start);
        List<byte[]> again = bytes(new Story().again(start), other.restarts().again(end));

        assertThat(again).hasSize(2).containsExactlyElementsOf(one);
    }

    @Test
    void anImageThatAllServicesRunIsTheArtifact() {
        String image = "registry.example:5000/me/web:2@sha256:" + "ab".repeat(32);
        tell(new DeploymentEvent.Succeeded(WEB, ALPHA, ONE, 1, null, 1, List.of(), Map.of(), Map.of("web", image)));

        assertThat(only("dev.cdevents.service.deployed.0.3.0")
                        .subject()
                        .content()
                        .path("artifactId")
                        .asText())
                .isEqualTo("pkg:oci/web@sha256%3A" + "ab".repeat(32)
                        + "?repository_url=registry.example:5000/me/web&tag=2");
    }

    private void tell(Event... events) {
        for (Event event : events) {
            story.again(envelope(event));
        }
    }

    private <E extends Event> Envelope<E> envelope(E event) {
        return applier.causedBy(revision.meta(), event);
    }

    private static List<byte[]> bytes(List<Output> start, List<Output> end) {
        return Stream.concat(start.stream(), end.stream())
                .filter(Output.Foreign.class::isInstance)
                .map(output -> data(((Output.Foreign) output).event()))
                .toList();
    }

    private CdEvent only(String type) {
        List<CdEvent> found = events(type);
        assertThat(found).as(type).hasSize(1);
        return found.get(0);
    }

    private List<CdEvent> events(String type) {
        return story.cdEvents().stream()
                .filter(event -> event.getType().equals(type))
                .map(CdEventLinksTest::parse)
                .toList();
    }

    private static CdEvent parse(CloudEvent event) {
        try {
            return CdEvent.parse(data(event));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] data(CloudEvent event) {
        return Objects.requireNonNull(event.getData()).toBytes();
    }
}
