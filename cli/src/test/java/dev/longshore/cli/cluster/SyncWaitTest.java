/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.BundlePointer;
import dev.longshore.events.Event;
import dev.longshore.events.EventFactory;
import dev.longshore.events.Revision;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.StackSpec;
import dev.longshore.events.StackStatus;
import dev.longshore.events.StackStatus.State;
import dev.longshore.events.Topic;
import dev.longshore.events.Trigger;
import dev.longshore.events.kafka.Position;
import dev.longshore.events.kafka.Received;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SyncWaitTest {
    private static final StackId STACK = new StackId("fleet", "web");
    private static final Revision HEAD = new Revision("main", "a".repeat(40));
    private static final SourceEvent UNCHANGED =
            new SourceEvent.Unchanged("fleet", HEAD, List.of("request"), Trigger.MANUAL);

    private final EventFactory events = new EventFactory("test", "here", Clock.systemUTC());
    private final SyncWait sync = new SyncWait("fleet");

    @Test
    void findsTheAnswerToItsRequest() throws Exception {
        tell(UNCHANGED);

        assertThat(sync.awaitAnswer("request", now())).contains(UNCHANGED);
        assertThat(sync.awaitAnswer("another", now())).isEmpty();
    }

    /** A poll may announce a revision just before the request finds nothing new: what counts is that it runs. */
    @Test
    void waitsForARevisionThatAnotherRequestAnnounced() throws Exception {
        tell(status(STACK, 1, State.IN_SYNC));
        tell(changed(2));

        assertThat(sync.awaitSettled(UNCHANGED, now())).isEmpty();

        tell(status(STACK, 2, State.SYNCING));
        assertThat(sync.awaitSettled(UNCHANGED, now())).isEmpty();

        tell(status(STACK, 2, State.IN_SYNC));
        assertThat(sync.awaitSettled(UNCHANGED, now()))
                .hasValueSatisfying(rows -> assertThat(rows).hasSize(1));
    }

    @Test
    void waitsOnlyForTheStacksOfItsAnswerAndRepository() throws Exception {
        tell(changed(1));
        tell(status(STACK, 1, State.ERROR));
        tell(status(new StackId("fleet", "slow"), 1, State.SYNCING));
        tell(status(new StackId("other", "web"), 1, State.SYNCING));
        SourceEvent answer = new SourceEvent.Changed("fleet", HEAD, null, List.of(STACK), List.of(), Trigger.MANUAL);

        assertThat(sync.awaitSettled(answer, now()))
                .hasValueSatisfying(
                        rows -> assertThat(rows).extracting(StackStatus::stack).containsExactly(STACK));
    }

    @Test
    void doesNotWaitForWhatAPersonHoldsBack() throws Exception {
        tell(changed(2));
        StackStatus suspended = status(STACK, 2, State.DRIFTED, StackStatus.Health.SUSPENDED, "stack.suspended");
        StackStatus held = status(STACK, 2, State.DRIFTED, StackStatus.Health.HEALTHY, "command.rollback");
        StackStatus drifted = status(STACK, 2, State.DRIFTED, StackStatus.Health.HEALTHY, "drift");

        tell(suspended);
        assertThat(sync.awaitSettled(UNCHANGED, now())).contains(List.of(suspended));
        tell(held);
        assertThat(sync.awaitSettled(UNCHANGED, now())).contains(List.of(held));
        tell(drifted);
        assertThat(sync.awaitSettled(UNCHANGED, now())).isEmpty();
    }

    private static long now() {
        return System.nanoTime();
    }

    private void tell(Event event) {
        Position position = new Position(Topic.STATUS, 0, 0);
        sync.accept(List.of(new Received.Understood(position, event.key(), Instant.EPOCH, events.first(event))));
    }

    private static RevisionEvent.Changed changed(long generation) {
        return new RevisionEvent.Changed(
                STACK,
                StackSpec.of("web", "."),
                HEAD,
                generation,
                "tree",
                new RevisionEvent.Commit("Somebody", Instant.EPOCH, "change"),
                new BundlePointer(0, List.of(1L), "b".repeat(64), 1),
                false);
    }

    private static StackStatus status(StackId stack, long generation, State state) {
        return status(stack, generation, state, StackStatus.Health.HEALTHY, null);
    }

    private static StackStatus status(
            StackId stack, long generation, State state, StackStatus.Health health, @Nullable String reason) {
        return new StackStatus(
                stack,
                "here",
                stack.repository(),
                state,
                HEAD,
                HEAD,
                generation,
                HEAD,
                HEAD,
                List.of(),
                health,
                null,
                Instant.EPOCH,
                List.of(),
                reason,
                null,
                Trigger.MANUAL,
                null,
                List.of(),
                List.of());
    }
}
