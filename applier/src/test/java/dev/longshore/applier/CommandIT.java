/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DriftCheck;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackCommand;
import dev.longshore.events.StackCommand.Action;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What people want of a stack, on a real broker and a real engine. */
class CommandIT extends OneHost {
    private static final String BROKEN = "services: {web: {image: \"busybox:1.37\", command: \"false\"}}";

    @Test
    void rollsBackToAKeptRevisionAndStaysThereUntilANewerOne() {
        DeploymentEvent.Succeeded first = stack.web("one").deploy();
        DeploymentEvent.Succeeded second = stack.web("two").deploy();

        String command = stack.command(Action.ROLLBACK, first.revision().commit());
        var back = stack.answer(command, DeploymentEvent.RolledBack.class);

        assertThat(back.revision()).isEqualTo(first.revision());
        assertThat(back.failed()).isEqualTo(second.revision());
        assertThat(back.reason()).isEqualTo("command.rollback");
        assertThat(back.message()).contains("somebody");
        assertThat(stack.variant()).isEqualTo("one");
        Map<String, String> before = stack.fingerprint();
        log.publish(new DriftCheck(stack.id));
        stack.settle();
        assertThat(stack.fingerprint()).isEqualTo(before);

        stack.web("three").deploy();
        assertThat(stack.variant()).isEqualTo("three");
    }

    @Test
    void returnsToGoldenFromARevisionThatIsStillAtItsGate() {
        DeploymentEvent.Succeeded first = stack.web("one").deploy();
        stack.gate(Duration.ofSeconds(120), Duration.ofSeconds(100)).web("two").push();
        log.await(stack.id, DeploymentEvent.Started.class, e -> e.generation() == 2);
        TestLog.eventually(() -> assertThat(stack.variant()).isEqualTo("two"));

        var back = stack.answer(stack.command(Action.ROLLBACK, null), DeploymentEvent.RolledBack.class);

        assertThat(back.revision()).isEqualTo(first.revision());
        assertThat(back.generation()).isEqualTo(2);
        assertThat(stack.variant()).isEqualTo("one");
    }

    @Test
    void carriesACommandOutOnce() {
        DeploymentEvent.Succeeded first = stack.web("one").deploy();
        stack.web("two").deploy();
        var envelope = log.events.first(new StackCommand(
                stack.id, null, Action.ROLLBACK, first.revision().commit().substring(0, 39) + "1", 0, "somebody"));
        TestLog.get(log.publisher.publish(envelope));
        stack.answer(envelope.id(), DeploymentEvent.RolledBack.class);
        stack.web("three").deploy();
        Map<String, String> before = stack.fingerprint();

        TestLog.get(log.publisher.publish(envelope));
        host.stop();
        host.start();
        stack.settle();

        assertThat(stack.fingerprint()).isEqualTo(before);
        assertThat(log.told(stack.id))
                .filteredOn(DeploymentEvent.RolledBack.class::isInstance)
                .hasSize(1);
    }

    @Test
    void namesTheKeptRevisionsWhenTheWantedOneIsNotAmongThem() {
        DeploymentEvent.Succeeded first = stack.web("one").deploy();
        Map<String, String> before = stack.fingerprint();

        var refused = stack.answer(stack.command(Action.ROLLBACK, "abcdef1"), DeploymentEvent.Refused.class);

        assertThat(refused.reason()).isEqualTo("command.unknown_revision");
        assertThat(refused.message()).contains("abcdef1", first.revision().brief());
        assertThat(stack.fingerprint()).isEqualTo(before);
    }

    @Test
    void triesAQuarantinedRevisionAgainWhenAsked() {
        stack.gate(Duration.ofSeconds(15), Duration.ofMillis(500)).web("one").deploy();
        RevisionEvent.Changed bad = stack.file("compose.yaml", BROKEN).push();
        log.await(stack.id, DeploymentEvent.RolledBack.class, e -> true);

        String command = stack.command(Action.RETRY, null);
        var started = stack.answer(command, DeploymentEvent.Started.class);
        var back = stack.answer(command, DeploymentEvent.RolledBack.class);

        assertThat(started.revision()).isEqualTo(bad.revision());
        assertThat(back.failed()).isEqualTo(bad.revision());
        assertThat(back.reason()).isEqualTo("health.exited");
        assertThat(stack.variant()).isEqualTo("one");
    }

    @Test
    void aRetryEndsARollback() {
        DeploymentEvent.Succeeded first = stack.web("one").deploy();
        DeploymentEvent.Succeeded second = stack.web("two").deploy();
        stack.answer(stack.command(Action.ROLLBACK, first.revision().commit()), DeploymentEvent.RolledBack.class);

        var again = stack.answer(stack.command(Action.RETRY, null), DeploymentEvent.Succeeded.class);

        assertThat(again.revision()).isEqualTo(second.revision());
        assertThat(stack.variant()).isEqualTo("two");
    }

    @Test
    void leavesASuspendedStackAloneAndCatchesUpWhenItIsResumed() {
        stack.web("one").deploy();
        stack.answer(stack.command(Action.SUSPEND, null), DeploymentEvent.Suspended.class);

        DockerCli.run(List.of("docker", "stop", "-t", "1", stack.only().id()));
        log.publish(new DriftCheck(stack.id));
        stack.web("two").push();
        stack.settle();
        assertThat(stack.only().state().text()).isEqualTo("exited");
        assertThat(stack.variant()).isEqualTo("one");

        stack.answer(stack.command(Action.RESUME, null), DeploymentEvent.Resumed.class);
        log.await(stack.id, DeploymentEvent.Succeeded.class, e -> e.generation() == 2);
        assertThat(stack.variant()).isEqualTo("two");
        assertThat(stack.only().state().text()).isEqualTo("running");
    }

    @Test
    void startsWhatWasStoppedWhenItIsResumed() {
        stack.web("one").deploy();
        stack.answer(stack.command(Action.SUSPEND, null), DeploymentEvent.Suspended.class);
        DockerCli.run(List.of("docker", "stop", "-t", "1", stack.only().id()));

        stack.command(Action.RESUME, null);

        log.await(stack.id, DeploymentEvent.DriftCorrected.class, e -> true);
        assertThat(stack.only().state().text()).isEqualTo("running");
    }

    @Test
    void actsOnWhatWasAskedWhileItWasAway() {
        stack.web("one").deploy();
        host.stop();
        String suspend = stack.command(Action.SUSPEND, null);
        stack.web("two").push();

        host.start();

        stack.answer(suspend, DeploymentEvent.Suspended.class);
        stack.settle();
        assertThat(stack.variant()).isEqualTo("one");
        host.stop();
        host.start();
        stack.settle();
        assertThat(stack.variant()).isEqualTo("one");
    }

    @Test
    void refusesWhatASuspendedStackWouldHaveToDo() {
        stack.web("one").deploy();
        stack.answer(stack.command(Action.SUSPEND, null), DeploymentEvent.Suspended.class);

        var rollback = stack.answer(stack.command(Action.ROLLBACK, null), DeploymentEvent.Refused.class);
        var retry = stack.answer(stack.command(Action.RETRY, null), DeploymentEvent.Refused.class);
        var again = stack.answer(stack.command(Action.SUSPEND, null), DeploymentEvent.Skipped.class);

        assertThat(List.of(rollback.reason(), retry.reason())).containsOnly("command.suspended");
        assertThat(again.reason()).isEqualTo("command.already_suspended");
    }

    @Test
    void doesNotRollBackFromARevisionThatWhoeverAskedDidNotKnow() {
        stack.web("one").deploy();
        stack.web("two").deploy();

        String command = log.publish(
                        new StackCommand(stack.id, null, Action.ROLLBACK, "0".repeat(39) + "1", 1, "somebody"))
                .id();

        assertThat(stack.answer(command, DeploymentEvent.Refused.class).reason())
                .isEqualTo("command.overtaken");
    }

    @Test
    void onlyTheNamedHostActs() {
        stack.web("one").deploy();
        String other = log.publish(new StackCommand(stack.id, "host-2", Action.SUSPEND, null, 1, "somebody"))
                .id();

        stack.answer(stack.command(Action.RESUME, null), DeploymentEvent.Skipped.class);

        assertThat(log.everything())
                .noneMatch(record -> other.equals(record.envelope().meta().causationId()));
    }
}
