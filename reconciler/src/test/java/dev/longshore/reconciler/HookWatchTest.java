/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import static dev.longshore.reconciler.Sample.ONE;
import static dev.longshore.reconciler.Sample.THREE;
import static dev.longshore.reconciler.Sample.TWO;
import static dev.longshore.reconciler.Sample.fetched;
import static dev.longshore.reconciler.Sample.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.events.EventJson;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.StackStatus;
import dev.longshore.events.StackStatus.Hook;
import dev.longshore.events.Trigger;
import io.cloudevents.CloudEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HookWatchTest {
    private static final Duration MINUTE = Duration.ofSeconds(61);

    private final Story story = new Story();

    private static SourceEvent unchanged(Trigger trigger) {
        return new SourceEvent.Unchanged("homelab", TWO, List.of(), trigger);
    }

    private static SourceEvent failed(Trigger trigger) {
        return new SourceEvent.Failed(
                "homelab", SourceEvent.ErrorClass.GENERIC, "source.timeout", "slow", null, List.of(), trigger);
    }

    private Hook.@Nullable Condition health() {
        Hook hook = story.status().hook();
        return hook == null ? null : hook.health();
    }

    /** A hook that worked once, and a poll that finds the next commit. */
    private Story missed() {
        return story.tell(fetched(ONE, null, Trigger.PUSH), succeeded(ONE, 1), fetched(TWO, ONE, Trigger.POLL));
    }

    @Test
    void aCommitThatOnlyAPollFoundMakesTheHookSuspectAfterAMinuteAndIsToldOnce() {
        missed();
        assertThat(health()).isEqualTo(Hook.Condition.AWAITED);
        story.passes(Duration.ofSeconds(50));
        assertThat(story.told()).doesNotContain("incident.detected");

        story.passes(MINUTE);
        story.passes(MINUTE);
        story.tell(fetched(THREE, TWO, Trigger.POLL)).passes(MINUTE);

        assertThat(health()).isEqualTo(Hook.Condition.SUSPECT);
        assertThat(Objects.requireNonNull(story.status().hook()).revision()).isEqualTo(TWO);
        assertThat(story.status().state()).isEqualTo(StackStatus.State.IN_SYNC);
        assertThat(story.status().reason()).isEqualTo("hook.suspect");
        assertThat(story.told()).containsOnlyOnce("incident.detected");
    }

    @Test
    void aDeliveryThatComesShortlyAfterThePollIsFine() {
        missed().passes(Duration.ofSeconds(30));
        story.tell(unchanged(Trigger.PUSH)).passes(MINUTE);

        assertThat(health()).isEqualTo(Hook.Condition.WORKING);
        assertThat(story.told()).doesNotContain("incident.detected");
    }

    @Test
    void aDeliveryThatComesTooLateMakesItSuspectForThatTime() {
        missed();
        story.now = story.now.plus(MINUTE); // nobody looks at the clock meanwhile
        story.tell(unchanged(Trigger.PUSH));

        assertThat(health()).isEqualTo(Hook.Condition.WORKING);
        assertThat(story.told()).endsWith("incident.detected", "incident.resolved");
    }

    @Test
    void theNextDeliveryEndsIt() {
        missed().passes(MINUTE);
        story.tell(fetched(THREE, TWO, Trigger.PUSH)).passes(MINUTE);

        assertThat(health()).isEqualTo(Hook.Condition.WORKING);
        assertThat(story.hooks).containsEntry("homelab", Hook.WORKING);
        List<CloudEvent> incidents = story.cdEvents().stream()
                .filter(event -> event.getType().contains("incident"))
                .toList();
        assertThat(incidents).hasSize(2);
        assertThat(incidents.get(0).getSubject()).isEqualTo(incidents.get(1).getSubject());
    }

    @Test
    void aRepositoryThatIsOnlyPolledHasNoHookToSuspect() {
        story.tell(fetched(ONE, null, Trigger.POLL), succeeded(ONE, 1), fetched(TWO, ONE, Trigger.POLL));
        story.passes(MINUTE);

        assertThat(story.status().hook()).isNull();
        assertThat(story.hooks).isEmpty();
    }

    @Test
    void whatAPersonOrARetryFindsSaysNothingOfTheHook() {
        story.tell(fetched(ONE, null, Trigger.PUSH), succeeded(ONE, 1), fetched(TWO, ONE, Trigger.MANUAL))
                .tell(fetched(THREE, TWO, Trigger.RETRY))
                .passes(MINUTE);

        assertThat(health()).isEqualTo(Hook.Condition.WORKING);
    }

    /** The delivery came, but the Git host did not answer; then the poll found what the delivery had announced. */
    @Test
    void whatWasAnnouncedDuringAnOutageIsNotMissed() {
        story.tell(fetched(ONE, null, Trigger.PUSH), succeeded(ONE, 1))
                .tell(failed(Trigger.PUSH), new SourceEvent.Recovered("homelab", TWO, List.of(), Trigger.POLL))
                .tell(fetched(TWO, ONE, Trigger.POLL))
                .passes(MINUTE);

        assertThat(health()).isEqualTo(Hook.Condition.WORKING);
    }

    @Test
    void polledLooksThatFindNothingNewAreFine() {
        story.tell(fetched(ONE, null, Trigger.PUSH), succeeded(ONE, 1))
                .tell(new SourceEvent.Unchanged("homelab", ONE, List.of(), Trigger.POLL))
                .tell(fetched(ONE, ONE, Trigger.POLL)) // stacks announced anew
                .passes(MINUTE);

        assertThat(health()).isEqualTo(Hook.Condition.WORKING);
    }

    @Test
    void aRestartWithinTheMinuteForgetsNothingAndTellsNothingTwice() {
        missed().restarts().passes(MINUTE);
        assertThat(health()).isEqualTo(Hook.Condition.SUSPECT);
        story.restarts().passes(MINUTE);
        story.tell(unchanged(Trigger.PUSH));

        assertThat(story.told()).containsOnlyOnce("incident.detected", "incident.resolved");
    }

    @Test
    void theIncidentSaysWhatToDoAndIsValid() throws IOException {
        missed().passes(MINUTE);
        CloudEvent incident = story.cdEvents().get(story.cdEvents().size() - 1);
        JsonNode data = EventJson.MAPPER.readTree(
                Objects.requireNonNull(incident.getData()).toBytes());

        assertThat(data.at("/subject/content/description").asText())
                .contains("homelab", TWO.brief(), "look at the deliveries of its webhook");
        assertThat(data.at("/customData/kind").asText()).isEqualTo("hook");
        assertThat(data.at("/customData/reason").asText()).isEqualTo("hook.suspect");
        assertThat(data.at("/customData/repository").asText()).isEqualTo("homelab");
        assertThat(new CdEventSchemas().violations(incident)).isEmpty();
    }

    @Test
    void theMetricSaysWhichHookIsSuspect() {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        HookGauges gauges = new HookGauges(metrics);
        missed().passes(MINUTE);
        story.hooks.forEach(gauges);
        gauges.accept("infra", Hook.WORKING);

        assertThat(metrics.get("longshore.hook.suspect")
                        .tag("repository", "homelab")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(metrics.get("longshore.hook.suspect")
                        .tag("repository", "infra")
                        .gauge()
                        .value())
                .isZero();
        gauges.clear();
        assertThat(metrics.getMeters()).isEmpty();
    }
}
