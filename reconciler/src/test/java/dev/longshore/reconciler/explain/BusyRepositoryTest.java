/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.explain;

import static dev.longshore.reconciler.explain.LogStory.ONE;
import static dev.longshore.reconciler.explain.LogStory.OTHER;
import static dev.longshore.reconciler.explain.LogStory.TWO;
import static dev.longshore.reconciler.explain.LogStory.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.Envelope;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.SyncRequested;
import dev.longshore.events.Trigger;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A repository in which more happens than is worth remembering. */
class BusyRepositoryTest {
    private static final List<Drift> STOPPED = List.of(new Drift("web", Drift.Kind.STOPPED, "running", "exited"));

    private final LogStory story = new LogStory().deployed();

    @Test
    void thousandsOfPollsAndPushesAreNotKept() {
        for (int i = 0; i < 10_000; i++) {
            Envelope<?> poll = story.tell(null, new SyncRequested("homelab", Trigger.POLL, false, "reconciler"));
            story.tell(poll, new SourceEvent.Unchanged("homelab", ONE, List.of(poll.id()), Trigger.POLL));
            story.looked(story.pushed(TWO, "d-" + i), TWO, OTHER);
        }

        Explanation explanation = story.explanation();
        assertThat(explanation.deliveries()).hasSize(Explanation.MOST_DELIVERIES);
        assertThat(explanation.olderDeliveries()).isEqualTo(10_001 - Explanation.MOST_DELIVERIES);
        assertThat(story.kept()).isLessThan(20_000);
    }

    @Test
    void theDeploymentOfWhatRunsIsRememberedHoweverOftenItDriftsAndFails() {
        for (int i = 0; i < 2000; i++) {
            story.tell(null, new DeploymentEvent.DriftDetected(WEB, LogStory.ALPHA, ONE, STOPPED));
            story.tell(null, new DeploymentEvent.DriftCorrected(WEB, LogStory.ALPHA, ONE, STOPPED, 10));
            story.tell(
                    null,
                    new DeploymentEvent.Refused(WEB, LogStory.ALPHA, TWO, 2, ONE, "compose.invalid", "line " + i));
        }

        assertThat(story.host().runs()).isEqualTo(ONE);
        assertThat(story.host().running()).isNotNull();
        assertThat(story.host().running().steps())
                .extracting(Explanation.Step::event)
                .containsExactly("deployment.succeeded");
    }

    @Test
    void theFirstEventThatNamesADeliveryIsItsEnd() {
        Envelope<?> push = story.pushed(TWO, "d-2");
        story.looked(push, TWO, OTHER);
        story.tell(push, new SourceEvent.Unchanged("homelab", TWO, List.of(push.id()), Trigger.PUSH));

        assertThat(story.explanation().deliveries().get(0).outcome()).isEqualTo("source.changed");
    }

    @Test
    void recordsOfOtherStacksAndRepositoriesArePassedOver() {
        story.tell(null, new SyncRequested("another", Trigger.MANUAL, false, "me"));
        story.tell(null, new SourceEvent.Unchanged("another", TWO, List.of(), Trigger.POLL));
        story.tell(null, new DeploymentEvent.Suspended(OTHER, LogStory.ALPHA, "by me"));

        assertThat(story.explanation().repositoryHead()).isEqualTo(ONE);
        assertThat(story.explanation().deliveries()).hasSize(1);
        assertThat(story.host().suspendedSince()).isNull();
    }
}
