/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.explain;

import static dev.longshore.reconciler.explain.LogStory.ALPHA;
import static dev.longshore.reconciler.explain.LogStory.ONE;
import static dev.longshore.reconciler.explain.LogStory.TWO;
import static dev.longshore.reconciler.explain.LogStory.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.DeploymentEvent.ServiceDecision;
import dev.longshore.events.DeploymentEvent.ServiceDecision.Decision;
import dev.longshore.events.Envelope;
import dev.longshore.events.StackCommand;
import dev.longshore.events.SyncRequested;
import dev.longshore.events.Trigger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WhyRestartedTest {
    private static final ServiceDecision WEB_IMAGE = new ServiceDecision("web", Decision.RECREATED, "image");
    private static final ServiceDecision DB_KEPT = new ServiceDecision("db", Decision.KEPT, "unchanged");

    private final LogStory story = new LogStory().deployed();

    @Test
    void aPushRecreatedOneServiceAndKeptTheOther() {
        story.succeeded(story.announced(story.pushed(TWO, "d-2"), TWO, 2), TWO, 2, WEB_IMAGE, DB_KEPT);

        assertThat(story.whyRestarted())
                .isEqualTo(
                        "At 2026-01-01 12:00:09 UTC web was recreated (image): main@2222222 was deployed (\"change 2\" by"
                                + " Anna), because its files changed; found by the push of anna (delivery d-2).");
        assertThat(story.host().restarts()).hasSize(2);
    }

    @Test
    void aDeploymentThatKeptEverythingIsNoRestart() {
        story.succeeded(story.announced(story.pushed(TWO, "d-2"), TWO, 2), TWO, 2, DB_KEPT);

        assertThat(story.whyRestarted()).contains("12:00:05 UTC web was created (new): main@1111111 was deployed");
    }

    @Test
    void driftWasPutRight() {
        List<Drift> stopped = List.of(new Drift("web", Drift.Kind.STOPPED, "running", "exited (137)"));
        story.tell(null, new DeploymentEvent.DriftDetected(WEB, ALPHA, ONE, stopped));
        assertThat(story.host().drift()).isEqualTo(stopped);
        story.tell(null, new DeploymentEvent.DriftCorrected(WEB, ALPHA, ONE, stopped, 2100));

        assertThat(story.whyRestarted())
                .isEqualTo(
                        "At 2026-01-01 12:00:07 UTC web was restarted (stopped): what ran was not what was applied, and was"
                                + " put right in 2.1 s: web was stopped (expected running, observed exited (137)).");
        assertThat(story.host().drift()).isEmpty();
    }

    @Test
    void goldenWasBroughtBack() {
        Envelope<?> two = story.announced(story.pushed(TWO, "d-2"), TWO, 2);
        story.started(two, TWO, 2);
        story.tell(
                two,
                new DeploymentEvent.RolledBack(
                        WEB,
                        ALPHA,
                        ONE,
                        TWO,
                        2,
                        1,
                        "health.exited",
                        "web exited with 7",
                        List.of(WEB_IMAGE),
                        Map.of()));

        assertThat(story.whyRestarted())
                .isEqualTo(
                        "At 2026-01-01 12:00:09 UTC web was recreated (image): main@1111111 was brought back, because"
                                + " main@2222222 failed: health.exited: web exited with 7.");
    }

    @Test
    void aPersonTriedItAgain() {
        Envelope<?> retry = story.tell(null, new StackCommand(WEB, null, StackCommand.Action.RETRY, null, 1, "ben"));
        story.succeeded(retry, ONE, 1, WEB_IMAGE);

        assertThat(story.whyRestarted()).endsWith("main@1111111 was deployed, because ben asked for a retry.");
    }

    @Test
    void anImageMoved() {
        Envelope<?> moved = story.tell(
                null,
                new DeploymentEvent.DriftDetected(
                        WEB,
                        ALPHA,
                        ONE,
                        List.of(new Drift(
                                "web", Drift.Kind.IMAGE, "image moved: web:latest is sha256:ab", "sha256:cd"))));
        story.succeeded(moved, ONE, 1, WEB_IMAGE);

        assertThat(story.whyRestarted())
                .endsWith("main@1111111 was deployed, because an image moved: web: web:latest is sha256:ab.");
    }

    @Test
    void aForcedSyncBroughtNothingNew() {
        Envelope<?> forced = story.tell(null, new SyncRequested("homelab", Trigger.MANUAL, true, "ben"));
        story.succeeded(story.announced(forced, ONE, 2), ONE, 2, WEB_IMAGE);

        assertThat(story.whyRestarted())
                .endsWith(
                        "main@1111111 was deployed (\"change 2\" by Anna), because somebody asked for it with --force: nothing of it"
                                + " changed; found by the request of ben.");
    }

    @Test
    void nothingWasTouched() {
        LogStory quiet = new LogStory().alive();
        quiet.announced(quiet.pushed(ONE, "d-1"), ONE, 1);

        assertThat(quiet.whyRestarted()).isEqualTo("Longshore restarted nothing of it, as far as the log goes back.");
    }

    @Test
    void anEndThatIsToldTwiceIsOneRestart() {
        Envelope<?> two = story.announced(story.pushed(TWO, "d-2"), TWO, 2);
        Envelope<?> end = story.tell(
                two, new DeploymentEvent.Succeeded(WEB, ALPHA, TWO, 2, ONE, 1, List.of(WEB_IMAGE), Map.of()));
        story.again(end);

        assertThat(story.host().restarts()).hasSize(2);
    }
}
