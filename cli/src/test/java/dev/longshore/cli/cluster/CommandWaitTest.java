/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.EventFactory;
import dev.longshore.events.EventMeta;
import dev.longshore.events.Revision;
import dev.longshore.events.StackCommand;
import dev.longshore.events.StackId;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.Position;
import dev.longshore.events.kafka.Received;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommandWaitTest {
    private static final StackId STACK = new StackId("fleet", "web");
    private static final Revision HEAD = new Revision("main", "a".repeat(40));
    private static final Revision OLD = new Revision("main", "b".repeat(40));

    private final EventFactory events = new EventFactory("test", "here", Clock.systemUTC());
    private final EventMeta command = meta();
    private final List<DeploymentEvent> underWay = new ArrayList<>();
    private final CommandWait wait = new CommandWait(command.id(), Set.of("one", "two"), underWay::add);

    @Test
    void waitsForEveryHost() throws Exception {
        DeploymentEvent one = new DeploymentEvent.Suspended(STACK, "one", "by me");
        DeploymentEvent two = new DeploymentEvent.Suspended(STACK, "two", "by me");

        tell(command, one);
        assertThat(wait.awaitEnds(System.nanoTime())).isEmpty();
        assertThat(wait.ends()).containsOnlyKeys("one");

        tell(command, two);
        assertThat(wait.awaitEnds(System.nanoTime())).contains(Map.of("one", one, "two", two));
    }

    @Test
    void doesNotTakeAnotherCommandsAnswerForItsOwn() {
        tell(meta(), new DeploymentEvent.Suspended(STACK, "one", "by another"));

        assertThat(wait.ends()).isEmpty();
    }

    @Test
    void aBeginningOrAWaitIsNoEnd() {
        DeploymentEvent begun = new DeploymentEvent.Started(STACK, "one", HEAD, 1, null, null, 1);
        DeploymentEvent waits = skipped("depends.waiting");

        tell(command, begun);
        tell(command, waits);

        assertThat(wait.ends()).isEmpty();
        assertThat(underWay).containsExactly(begun, waits);
    }

    @Test
    void tellsWhatWasWantedFromWhatWasNot() {
        assertThat(CommandWait.isGood(back("command.rollback"))).isTrue();
        assertThat(CommandWait.isGood(back("health.exited"))).isFalse();
        assertThat(CommandWait.isGood(skipped("command.not_suspended"))).isTrue();
        assertThat(CommandWait.isGood(
                        new DeploymentEvent.Refused(STACK, "one", HEAD, 1, null, "command.unknown_revision", "none")))
                .isFalse();
        assertThat(CommandWait.isGood(new DeploymentEvent.Superseded(STACK, "one", HEAD, 1, 2)))
                .isFalse();
    }

    private static DeploymentEvent skipped(String reason) {
        return new DeploymentEvent.Skipped(STACK, "one", HEAD, 1, reason, "why");
    }

    private static DeploymentEvent back(String reason) {
        return new DeploymentEvent.RolledBack(STACK, "one", OLD, HEAD, 1, 1, reason, "why", List.of(), Map.of());
    }

    private EventMeta meta() {
        return events.first(new StackCommand(STACK, null, StackCommand.Action.SUSPEND, null, 1, "me"))
                .meta();
    }

    private void tell(EventMeta cause, DeploymentEvent event) {
        wait.accept(List.of(new Received.Understood(
                new Position(Topic.DEPLOYMENT, 0, 0), event.key(), Instant.EPOCH, events.causedBy(cause, event))));
    }
}
