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
import static dev.longshore.reconciler.Sample.fetched;
import static dev.longshore.reconciler.Sample.rolledBack;
import static dev.longshore.reconciler.Sample.started;
import static dev.longshore.reconciler.Sample.succeeded;
import static dev.longshore.reconciler.Sample.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.HostAlive;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.StackSpec;
import dev.longshore.events.StackStatus;
import dev.longshore.events.StackStatus.Health;
import dev.longshore.events.StackStatus.State;
import dev.longshore.events.Topic;
import dev.longshore.events.Trigger;
import dev.longshore.events.kafka.Output;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusBoardTest {
    private final Story story = new Story();

    @Test
    void expectsAStackOnEveryHostItSelects() {
        StackSpec spec = new StackSpec(
                "web",
                ".",
                null,
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                Map.of("role", "edge"),
                StackSpec.Health.DEFAULT,
                StackSpec.Rollback.DEFAULT,
                StackSpec.Drift.DEFAULT,
                false,
                false,
                null,
                false,
                null,
                null);
        story.tell(
                new HostAlive("alpha", "a", Map.of("role", "edge"), Map.of()),
                wanted(spec, ONE, 1),
                new HostAlive("beta", "b", Map.of("role", "edge"), Map.of()),
                new HostAlive("gamma", "c", Map.of("role", "core"), Map.of()));

        assertThat(story.board.statuses())
                .extracting(StackStatus::host, StackStatus::state, StackStatus::health, StackStatus::operation)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("alpha", State.SYNCING, Health.MISSING, "waiting"),
                        org.assertj.core.groups.Tuple.tuple("beta", State.SYNCING, Health.MISSING, "waiting"));
    }

    @Test
    void isSyncingWhileAHostDeploys() {
        story.tell(alive(ALPHA), wanted(ONE, 1), started(ONE, 1));

        assertThat(story.status().state()).isEqualTo(State.SYNCING);
        assertThat(story.status().operation()).isEqualTo("deploying");
        assertThat(story.status().health()).isEqualTo(Health.PROGRESSING);
    }

    @Test
    void isInSyncWhenTheDesiredGenerationRuns() {
        story.tell(alive(ALPHA), fetched(ONE, null, Trigger.PUSH), wanted(ONE, 1), started(ONE, 1), succeeded(ONE, 1));

        StackStatus status = story.status();
        assertThat(status.state()).isEqualTo(State.IN_SYNC);
        assertThat(status.health()).isEqualTo(Health.HEALTHY);
        assertThat(status.repositoryHead()).isEqualTo(ONE);
        assertThat(status.desiredRevision()).isEqualTo(ONE);
        assertThat(status.actualRevision()).isEqualTo(ONE);
        assertThat(status.goldenRevision()).isEqualTo(ONE);
        assertThat(status.lastTrigger()).isEqualTo(Trigger.PUSH);
        assertThat(status.lastSyncedAt()).isEqualTo(story.now);
        assertThat(status.operation()).isNull();
        assertThat(story.told()).containsExactly("service.deployed");
    }

    @Test
    void isInSyncAlsoWhenTheHostTellsFirst() {
        story.tell(alive(ALPHA), started(ONE, 1), succeeded(ONE, 1), wanted(ONE, 1));

        assertThat(story.status().state()).isEqualTo(State.IN_SYNC);
        assertThat(story.board.desired()).containsOnlyKeys(WEB);
    }

    @Test
    void waitsAgainForANewerGenerationOfTheSameRevision() {
        story.tell(alive(ALPHA), wanted(ONE, 1), succeeded(ONE, 1), wanted(ONE, 2));

        assertThat(story.status().state()).isEqualTo(State.SYNCING);
    }

    @Test
    void tellsAnUpgradeWhenAnotherRevisionRuns() {
        story.tell(alive(ALPHA), wanted(ONE, 1), succeeded(ONE, 1), wanted(TWO, 2), succeeded(TWO, 2));

        assertThat(story.told()).containsExactly("service.deployed", "service.upgraded");
    }

    @Test
    void tellsNoUpgradeWhenNothingWasRecreated() {
        DeploymentEvent again = new DeploymentEvent.Succeeded(WEB, ALPHA, ONE, 2, ONE, 1, List.of(), Map.of());
        story.tell(wanted(ONE, 1), succeeded(ONE, 1), wanted(ONE, 2), again);

        assertThat(story.told()).containsExactly("service.deployed");
        assertThat(story.status().state()).isEqualTo(State.IN_SYNC);
    }

    @Test
    void isAnErrorWithTheGoldenRevisionRunningAfterARollback() {
        story.tell(wanted(ONE, 1), succeeded(ONE, 1), wanted(TWO, 2), started(TWO, 2), rolledBack(TWO, ONE, 2));

        StackStatus status = story.status();
        assertThat(status.state()).isEqualTo(State.ERROR);
        assertThat(status.health()).isEqualTo(Health.HEALTHY);
        assertThat(status.reason()).isEqualTo("health.timeout");
        assertThat(status.message()).isEqualTo("web did not become healthy");
        assertThat(status.desiredRevision()).isEqualTo(TWO);
        assertThat(status.actualRevision()).isEqualTo(ONE);
        assertThat(status.quarantinedRevisions()).containsExactly(TWO);
        assertThat(story.told()).containsExactly("service.deployed", "service.rolledback", "incident.detected");
    }

    @Test
    void keepsWhatRunsWhenARevisionIsRefused() {
        DeploymentEvent refused =
                new DeploymentEvent.Refused(WEB, ALPHA, TWO, 2, ONE, "compose.invalid", "line 3: no such key");
        story.tell(wanted(ONE, 1), succeeded(ONE, 1), wanted(TWO, 2), refused);

        assertThat(story.status().state()).isEqualTo(State.ERROR);
        assertThat(story.status().actualRevision()).isEqualTo(ONE);
        assertThat(story.status().health()).isEqualTo(Health.HEALTHY);
        assertThat(story.told()).containsExactly("service.deployed", "incident.detected");
    }

    @Test
    void isDegradedAfterAFailureThatTouchedContainersOnly() {
        story.tell(wanted(ONE, 1), succeeded(ONE, 1), failed(TWO, 2, ONE, "pull.failed"));
        assertThat(story.status().health()).isEqualTo(Health.HEALTHY);

        story.tell(failed(THREE, 3, null, "health.timeout"));
        assertThat(story.status().health()).isEqualTo(Health.DEGRADED);
    }

    @Test
    void resolvesEveryIncidentOnceANewRevisionRuns() {
        story.tell(wanted(ONE, 1), succeeded(ONE, 1), rolledBack(TWO, ONE, 2), rolledBack(THREE, ONE, 3));
        story.restarts().tell(succeeded(Sample.revision('4'), 4));

        List<String> detected = subjects("incident.detected");
        assertThat(detected).hasSize(2).doesNotHaveDuplicates();
        assertThat(subjects("incident.resolved")).containsExactlyElementsOf(detected);
        assertThat(story.status().incidents()).isEmpty();
    }

    @Test
    void tellsOneIncidentForManyAttemptsOfOneRevision() {
        story.tell(wanted(ONE, 1), failed(ONE, 1, null, "pull.failed"), failed(ONE, 1, null, "pull.failed"));

        assertThat(story.told()).containsExactly("incident.detected");
    }

    @Test
    void isDriftedUntilTheDriftIsCorrected() {
        story.tell(wanted(ONE, 1), succeeded(ONE, 1), new DeploymentEvent.DriftDetected(WEB, ALPHA, ONE, MISSING));
        assertThat(story.status().state()).isEqualTo(State.DRIFTED);
        assertThat(story.status().health()).isEqualTo(Health.DEGRADED);
        assertThat(story.status().driftDetails()).isEqualTo(MISSING);
        assertThat(story.status().message()).contains("web is missing");

        story.tell(new DeploymentEvent.DriftCorrected(WEB, ALPHA, ONE, MISSING, 300));
        assertThat(story.status().state()).isEqualTo(State.IN_SYNC);
        assertThat(story.told()).containsExactly("service.deployed", "incident.detected", "incident.resolved");
    }

    @Test
    void correctedDriftDoesNotResolveAFailedDeployment() {
        story.tell(wanted(ONE, 1), succeeded(ONE, 1), rolledBack(TWO, ONE, 2))
                .tell(new DeploymentEvent.DriftDetected(WEB, ALPHA, ONE, MISSING))
                .tell(new DeploymentEvent.DriftCorrected(WEB, ALPHA, ONE, MISSING, 300));

        assertThat(story.status().state()).isEqualTo(State.ERROR);
        assertThat(story.status().incidents()).hasSize(1);
    }

    @Test
    void isUnknownAfterThreeMissedHeartbeatsAndComesBack() {
        story.tell(alive(ALPHA), wanted(ONE, 1), succeeded(ONE, 1), rolledBack(TWO, ONE, 2));
        StackStatus before = story.status();
        assertThat(story.passes(Duration.ofSeconds(80))).isEmpty();
        assertThat(story.passes(Duration.ofSeconds(20))).hasSize(1);
        assertThat(story.status().state()).isEqualTo(State.UNKNOWN);
        assertThat(story.status().health()).isEqualTo(Health.UNKNOWN);
        assertThat(story.status().reason()).isEqualTo("host.silent");

        story.restarts().passes(Duration.ofSeconds(100));
        assertThat(story.status().state()).isEqualTo(State.UNKNOWN);
        story.tell(alive(ALPHA)).passes(Duration.ofSeconds(1));
        assertThat(story.status()).isEqualTo(before);
    }

    @Test
    void givesHostsTimeToBeHeardAfterARestart() {
        story.tell(alive(ALPHA), wanted(ONE, 1), succeeded(ONE, 1));
        story.now = story.now.plus(Duration.ofHours(1));
        story.restarts();

        assertThat(story.passes(Duration.ofSeconds(80))).isEmpty();
        assertThat(story.passes(Duration.ofSeconds(20))).hasSize(1);
    }

    @Test
    void anUnreadableRepositoryIsAnErrorOnlyIfAHumanIsNeeded() {
        story.tell(wanted(ONE, 1), succeeded(ONE, 1), sourceFailed(SourceEvent.ErrorClass.GENERIC));
        assertThat(story.status().state()).isEqualTo(State.IN_SYNC);
        assertThat(story.status().reason()).isEqualTo("source.auth");

        story.tell(sourceFailed(SourceEvent.ErrorClass.STALLED));
        assertThat(story.status().state()).isEqualTo(State.ERROR);

        story.tell(new SourceEvent.Recovered("homelab", ONE, List.of(), Trigger.RETRY));
        assertThat(story.status().state()).isEqualTo(State.IN_SYNC);
        assertThat(story.status().reason()).isNull();
    }

    @Test
    void aReplayedEventSaysNothingNew() {
        story.tell(wanted(ONE, 1), succeeded(ONE, 1));
        var rollback = story.envelope(rolledBack(TWO, ONE, 2));
        story.again(rollback);
        assertThat(story.again(rollback)).isEmpty();

        story.restarts();
        assertThat(story.again(rollback)).isEmpty();
        assertThat(story.again(story.envelope(succeeded(ONE, 1)))).isEmpty();
    }

    @Test
    void keepsTheLastFiveEnds() {
        for (int i = 1; i <= 7; i++) {
            story.tell(succeeded(ONE, i));
        }

        assertThat(story.status().history())
                .extracting(StackStatus.Entry::generation)
                .containsExactly(7L, 6L, 5L, 4L, 3L);
    }

    @Test
    void aSkippedRevisionCountsAsRunningUnlessItIsInQuarantine() {
        story.tell(wanted(ONE, 1), succeeded(ONE, 1), rolledBack(TWO, ONE, 2))
                .tell(new DeploymentEvent.Skipped(WEB, ALPHA, TWO, 3, "quarantined", "longshore retry lifts it"));
        assertThat(story.status().state()).isEqualTo(State.ERROR);
        assertThat(story.status().actualRevision()).isEqualTo(ONE);

        story.tell(new DeploymentEvent.Skipped(WEB, ALPHA, THREE, 4, "unchanged", "equal to golden"));
        assertThat(story.status().state()).isEqualTo(State.IN_SYNC);
        assertThat(story.status().actualRevision()).isEqualTo(THREE);
        assertThat(story.status().incidents()).isEmpty();
    }

    @Test
    void forgetsAStackThatLeftAndWhoseHostLetGo() {
        story.tell(alive(ALPHA), wanted(ONE, 1), succeeded(ONE, 1), new RevisionEvent.Removed(WEB, TWO, 2, false));
        assertThat(story.status().operation()).isEqualTo("removing");
        assertThat(story.board.desired()).isEmpty();

        story.tell(new DeploymentEvent.Orphaned(WEB, ALPHA, "stack.removed"));
        assertThat(story.board.statuses()).isEmpty();
        assertThat(story.outputs).contains(new Output.Gone(Topic.STATUS, WEB + "@" + ALPHA));
    }

    @Test
    void tellsOfHostsAndOfChangesOfThem() {
        HostAlive relabelled = new HostAlive(ALPHA, "alpha-id", Map.of("role", "edge"), Map.of());
        story.tell(alive(ALPHA), alive(ALPHA), relabelled, relabelled);

        assertThat(story.cdEvents())
                .extracting(io.cloudevents.CloudEvent::getType)
                .containsExactly("dev.cdevents.environment.created.0.3.0", "dev.cdevents.environment.modified.0.3.0");
    }

    private List<String> subjects(String type) {
        return story.cdEvents().stream()
                .filter(event -> event.getType().contains(type))
                .map(event -> String.valueOf(event.getSubject()))
                .toList();
    }

    private static SourceEvent sourceFailed(SourceEvent.ErrorClass errorClass) {
        return new SourceEvent.Failed(
                "homelab", errorClass, "source.auth", "check the token", null, List.of(), Trigger.POLL);
    }

    @Test
    void isSuspendedUntilItIsResumedAlsoAfterARestart() {
        story.tell(alive(ALPHA), wanted(ONE, 1), succeeded(ONE, 1))
                .tell(new DeploymentEvent.Suspended(WEB, ALPHA, "by me"))
                .restarts();

        assertThat(story.status().health()).isEqualTo(Health.SUSPENDED);
        assertThat(story.status().state()).isEqualTo(State.IN_SYNC);

        story.tell(wanted(TWO, 2));
        assertThat(story.status().state()).isEqualTo(State.DRIFTED);
        assertThat(story.status().reason()).isEqualTo("stack.suspended");
        assertThat(story.status().message()).contains(TWO.brief(), "longshore resume homelab/web");

        story.tell(new DeploymentEvent.Resumed(WEB, ALPHA, "by me"));
        assertThat(story.status().state()).isEqualTo(State.SYNCING);
        assertThat(story.status().health()).isEqualTo(Health.HEALTHY);
    }

    @Test
    void aRollbackThatAPersonWantedIsNoFailure() {
        story.tell(alive(ALPHA), wanted(ONE, 1), succeeded(ONE, 1), wanted(TWO, 2), succeeded(TWO, 2))
                .tell(new DeploymentEvent.RolledBack(
                        WEB, ALPHA, ONE, TWO, 2, 1, "command.rollback", "me asked", List.of(), Map.of()));

        assertThat(story.status().state()).isEqualTo(State.DRIFTED);
        assertThat(story.status().reason()).isEqualTo("command.rollback");
        assertThat(story.status().health()).isEqualTo(Health.HEALTHY);
        assertThat(story.status().desiredRevision()).isEqualTo(TWO);
        assertThat(story.status().actualRevision()).isEqualTo(ONE);
        assertThat(story.status().quarantinedRevisions()).isEmpty();
        assertThat(story.told()).endsWith("service.rolledback").doesNotContain("incident.detected");

        story.tell(wanted(THREE, 3), succeeded(THREE, 3));
        assertThat(story.status().state()).isEqualTo(State.IN_SYNC);
    }

    @Test
    void theAnswerToACommandIsNoEndOfARevision() {
        story.tell(alive(ALPHA), wanted(ONE, 1), succeeded(ONE, 1));
        StackStatus before = story.status();

        story.tell(
                new DeploymentEvent.Refused(WEB, ALPHA, ONE, 1, ONE, "command.unknown_revision", "none"),
                new DeploymentEvent.Skipped(WEB, ALPHA, ONE, 1, "command.not_suspended", "not suspended"));

        assertThat(story.status()).isEqualTo(before);
    }

    @Test
    void saysWhatARevisionWaitsForAlsoAfterARestart() {
        story.tell(alive(ALPHA), wanted(ONE, 1))
                .tell(new DeploymentEvent.Skipped(WEB, ALPHA, ONE, 1, "depends.waiting", "waits for homelab/db"))
                .restarts()
                .tell(wanted(ONE, 1));

        assertThat(story.status().state()).isEqualTo(State.SYNCING);
        assertThat(story.status().operation()).isEqualTo("waiting");
        assertThat(story.status().message()).isEqualTo("waits for homelab/db");

        story.tell(started(ONE, 1), succeeded(ONE, 1));
        assertThat(story.status().state()).isEqualTo(State.IN_SYNC);
        assertThat(story.status().message()).isNull();
    }

    @Test
    void forgetsWhatWasTakenDownAndTellsTheWorld() {
        story.tell(alive(ALPHA), wanted(ONE, 1), succeeded(ONE, 1))
                .tell(new DeploymentEvent.DriftDetected(WEB, ALPHA, ONE, MISSING))
                .tell(new RevisionEvent.Removed(WEB, TWO, 2, true))
                .tell(new DeploymentEvent.Removed(WEB, ALPHA, "stack.removed"));

        assertThat(story.board.statuses()).isEmpty();
        assertThat(story.told()).endsWith("service.removed", "incident.resolved");
    }
}
