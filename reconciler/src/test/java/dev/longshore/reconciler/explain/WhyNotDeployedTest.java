/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.explain;

import static dev.longshore.reconciler.explain.LogStory.ALPHA;
import static dev.longshore.reconciler.explain.LogStory.ONE;
import static dev.longshore.reconciler.explain.LogStory.OTHER;
import static dev.longshore.reconciler.explain.LogStory.THREE;
import static dev.longshore.reconciler.explain.LogStory.TWO;
import static dev.longshore.reconciler.explain.LogStory.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.Envelope;
import dev.longshore.events.Event;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.SourceEvent.ErrorClass;
import dev.longshore.events.StackCommand;
import dev.longshore.events.StackSpec;
import dev.longshore.events.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WhyNotDeployedTest {
    private final LogStory story = new LogStory().deployed();

    @Test
    void itDidDeploy() {
        assertAnswer("deployed", "It did deploy: main@1111111 runs, and passed its gate at 2026-01-01 12:00:05 UTC.");
    }

    @Test
    void aPushThatNobodyLookedAt() {
        story.pushed(TWO, "d-2");
        story.passes(40);

        assertAnswer(
                "sync.waiting",
                "The push of anna (delivery d-2) came at 2026-01-01 12:00:06 UTC, 40.0 s ago, and no syncer has looked yet:"
                        + " see whether one runs and reaches Kafka.");
    }

    @Test
    void aCommitThatDoesNotTouchTheStack() {
        story.looked(story.pushed(TWO, "d-2"), TWO, OTHER);

        assertAnswer(
                "stack.unchanged",
                "The push of anna (delivery d-2) brought main@2222222, which changes nothing in homelab/web, so there was"
                        + " nothing to deploy. main@1111111 runs, and passed its gate at 2026-01-01 12:00:05 UTC.");
    }

    @Test
    void aPushOfWhatWasKnownAlready() {
        Envelope<?> push = story.pushed(ONE, "d-2");
        story.tell(push, new SourceEvent.Unchanged("homelab", ONE, List.of(push.id()), Trigger.PUSH));

        assertAnswer(
                "source.unchanged",
                "The push of anna (delivery d-2) brought nothing new: main@1111111 was known already. main@1111111 runs, and"
                        + " passed its gate at 2026-01-01 12:00:05 UTC.");
    }

    @Test
    void aRepositoryThatCannotBeRead() {
        fetchFails(story.pushed(TWO, "d-2"), ErrorClass.STALLED, null);

        assertAnswer(
                "source.auth",
                "The push of anna (delivery d-2) was looked at, but the repository cannot be read: source.auth: git.example"
                        + " refused the credentials of homelab; nothing is tried until somebody acts, or asks with 'longshore"
                        + " sync homelab'. What was announced before stays in force.");
        assertThat(story.explanation().sourceProblem()).isNotNull();
    }

    @Test
    void aRepositoryThatIsTriedAgain() {
        fetchFails(story.pushed(TWO, "d-2"), ErrorClass.GENERIC, Instant.parse("2026-01-01T12:01:00Z"));

        assertThat(story.whyNotDeployed()).contains("; it is tried again at 2026-01-01 12:01:00 UTC. What was");
    }

    @Test
    void aRevisionThatTheHostRefuses() {
        Envelope<?> two = story.announced(story.pushed(TWO, "d-2"), TWO, 2);
        story.tell(
                two,
                new DeploymentEvent.Refused(
                        WEB,
                        ALPHA,
                        TWO,
                        2,
                        ONE,
                        "policy.host",
                        "compose.yaml:5: services.web.privileged is not allowed"));

        assertAnswer(
                "policy.host",
                "The host refused main@2222222 before anything was touched: policy.host: compose.yaml:5:"
                        + " services.web.privileged is not allowed; main@1111111 runs on.");
    }

    @Test
    void aRevisionThatFailsItsGate() {
        rollsBack(story.announced(story.pushed(TWO, "d-2"), TWO, 2));

        assertAnswer(
                "health.timeout",
                "main@2222222 was tried and did not pass its gate: health.timeout: web was not healthy in 2 m; its golden"
                        + " revision main@1111111 runs again, and main@2222222 is in quarantine: push a commit that mends"
                        + " it, or try it again with 'longshore retry homelab/web'.");
        assertThat(story.host().quarantined()).containsExactly(TWO);
        assertThat(story.host().runs()).isEqualTo(ONE);
    }

    @Test
    void aRevisionInQuarantineThatIsAnnouncedAgain() {
        rollsBack(story.announced(story.pushed(TWO, "d-2"), TWO, 2));
        Envelope<?> again = story.announced(story.pushed(TWO, "d-3"), TWO, 3);
        skipped(again, 3, "revision.quarantined", "this revision failed on this host before");

        assertAnswer(
                "revision.quarantined",
                "main@2222222 is in quarantine: revision.quarantined: this revision failed on this host before; main@1111111"
                        + " runs on.");
    }

    @Test
    void aRevisionThatFailsWithoutAWayBack() {
        Envelope<?> two = story.announced(story.pushed(TWO, "d-2"), TWO, 2);
        story.tell(
                two,
                new DeploymentEvent.Failed(
                        WEB,
                        ALPHA,
                        TWO,
                        2,
                        ONE,
                        1,
                        "pull.not_found",
                        "there is no web:2\nTrying on.",
                        List.of(),
                        Map.of()));

        assertAnswer(
                "pull.not_found",
                "main@2222222 was tried and failed: pull.not_found: there is no web:2; Trying on; main@1111111 runs on.");
    }

    @Test
    void driftThatStays() {
        story.tell(
                null,
                new DeploymentEvent.Failed(
                        WEB, ALPHA, ONE, 1, ONE, 0, "drift.persists", "somebody stops web", List.of(), Map.of()));

        assertAnswer(
                "drift.persists",
                "main@1111111 was deployed, but does not stay so: drift.persists: somebody stops web; main@1111111 runs on.");
    }

    @Test
    void aStackThatWaitsForAnother() {
        skipped(
                story.announced(story.pushed(TWO, "d-2"), TWO, 2),
                2,
                "depends.waiting",
                "homelab/db is not healthy at what it should run");

        assertAnswer(
                "depends.waiting",
                "main@2222222 waits for another stack: depends.waiting: homelab/db is not healthy at what it should run.");
    }

    @Test
    void aStackThatIsSuspended() {
        story.tell(null, new DeploymentEvent.Suspended(WEB, ALPHA, "by ben"));
        story.announced(story.pushed(TWO, "d-2"), TWO, 2);

        assertAnswer(
                "stack.suspended",
                "main@2222222 waits: the stack is suspended by ben since 2026-01-01 12:00:06 UTC; 'longshore resume"
                        + " homelab/web' ends that.");
    }

    @Test
    void aHostThatIsSilent() {
        story.announced(story.pushed(TWO, "d-2"), TWO, 2);
        story.passes(100);

        assertAnswer(
                "host.silent",
                "main@2222222 is announced, but host alpha is not heard: see whether its applier runs and reaches Kafka; it"
                        + " catches up by itself.");
        assertThat(story.host().alive()).isFalse();
    }

    @Test
    void aHostThatHasNotBegun() {
        story.announced(story.pushed(TWO, "d-2"), TWO, 2);

        assertAnswer(
                "deployment.waiting",
                "main@2222222 was announced at 2026-01-01 12:00:07 UTC; host alpha has not begun with it yet.");
    }

    @Test
    void aDeploymentUnderWay() {
        story.started(story.announced(story.pushed(TWO, "d-2"), TWO, 2), TWO, 2);

        assertAnswer(
                "deployment.started",
                "It is being deployed: attempt 1 with main@2222222 began at 2026-01-01 12:00:08 UTC and has not ended.");
    }

    @Test
    void aRollbackThatAPersonWanted() {
        story.succeeded(story.announced(story.pushed(TWO, "d-2"), TWO, 2), TWO, 2);
        Envelope<?> command = command(StackCommand.Action.ROLLBACK);
        story.tell(
                command,
                new DeploymentEvent.RolledBack(
                        WEB,
                        ALPHA,
                        ONE,
                        TWO,
                        2,
                        1,
                        "command.rollback",
                        "ben asked for main@1111111 instead of main@2222222; it stays until a newer commit comes",
                        List.of(),
                        Map.of()));

        assertAnswer(
                "command.rollback",
                "A person wanted another one: ben asked for main@1111111 instead of main@2222222; it stays until a newer"
                        + " commit comes.");
        assertThat(story.host().quarantined()).isEmpty();
    }

    @Test
    void aRevisionThatANewerOneOvertook() {
        Envelope<?> push = story.pushed(TWO, "d-2");
        Envelope<?> two = story.announced(push, TWO, 2);
        Envelope<?> three = story.announced(story.pushed(THREE, "d-3"), THREE, 3);
        story.tell(two, new DeploymentEvent.Superseded(WEB, ALPHA, TWO, 2, 3));
        story.succeeded(three, THREE, 3);

        assertThat(story.code()).isEqualTo("deployed");
        assertThat(story.explanation().deliveries().get(1).request().eventId()).isEqualTo(push.id());
        assertThat(story.explanation().deliveries().get(1).hosts()).isEqualTo(Map.of(ALPHA, "deployment.superseded"));
    }

    @Test
    void aHostThatIsNotSelected() {
        story.spec = new StackSpecs(story.spec).onHosts("beta");
        story.announced(story.pushed(TWO, "d-2"), TWO, 2);

        assertAnswer("host.unselected", "The stack's hosts or hostSelector do not select host alpha.");
        assertThat(story.explanation().hosts())
                .extracting(Explanation.HostStory::host)
                .containsExactly(ALPHA, "beta");
    }

    @Test
    void aStackThatLeftTheRepository() {
        Envelope<?> push = story.pushed(TWO, "d-2");
        Envelope<?> gone = story.tell(push, new RevisionEvent.Removed(WEB, TWO, 2, true));
        story.looked(push, TWO, WEB);
        story.tell(gone, new DeploymentEvent.Removed(WEB, ALPHA, "stack.removed"));

        assertAnswer("stack.removed", "The stack left the repository with main@2222222 at 2026-01-01 12:00:07 UTC.");
        assertThat(story.host().runs()).isNull();
    }

    private void assertAnswer(String code, String text) {
        assertThat(story.whyNotDeployed()).isEqualTo(text);
        assertThat(story.code()).isEqualTo(code);
    }

    private Envelope<StackCommand> command(StackCommand.Action action) {
        return story.tell(null, new StackCommand(WEB, null, action, null, 2, "ben"));
    }

    private void skipped(Envelope<? extends Event> cause, long generation, String reason, String message) {
        story.tell(cause, new DeploymentEvent.Skipped(WEB, ALPHA, TWO, generation, reason, message));
    }

    private void rollsBack(Envelope<?> two) {
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
                        "health.timeout",
                        "web was not healthy in 2 m",
                        List.of(),
                        Map.of()));
    }

    private void fetchFails(Envelope<?> push, ErrorClass errorClass, @Nullable Instant retryAt) {
        story.tell(
                push,
                new SourceEvent.Failed(
                        "homelab",
                        errorClass,
                        "source.auth",
                        "git.example refused the credentials of homelab",
                        retryAt,
                        List.of(push.id()),
                        Trigger.PUSH));
    }

    /** Variants of a spec. */
    private record StackSpecs(StackSpec spec) {
        StackSpec onHosts(String... hosts) {
            return new StackSpec(
                    spec.name(),
                    spec.path(),
                    spec.project(),
                    spec.include(),
                    spec.files(),
                    spec.profiles(),
                    spec.env(),
                    spec.envFiles(),
                    List.of(hosts),
                    spec.hostSelector(),
                    spec.health(),
                    spec.rollback(),
                    spec.drift(),
                    spec.adopt(),
                    spec.imageUpdates(),
                    spec.localChanges(),
                    spec.prune(),
                    spec.dependsOn(),
                    spec.checkout());
        }
    }
}
