/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.EventFactory;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.StackStatus;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.Fold;
import dev.longshore.events.kafka.FoldPlan;
import dev.longshore.events.kafka.Output;
import dev.longshore.events.kafka.Received;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Feeds the {@link StatusBoard} from the log, and tells the drift checks which stacks there are. */
final class StatusFold implements Fold {
    /** Specs are remembered from the compacted revisions, hosts from heartbeats not much older than a silence. */
    static final FoldPlan PLAN = new FoldPlan(
            "longshore-reconciler",
            "longshore-reconciler-fold",
            Topic.STATUS,
            Map.of(
                    Topic.SOURCE,
                    Duration.ZERO,
                    Topic.REVISION,
                    FoldPlan.EVERYTHING,
                    Topic.DEPLOYMENT,
                    Hosts.SILENCE.multipliedBy(3)));

    private final StatusBoard board;
    private final WebhookWatch webhooks = new WebhookWatch();
    private final Clock clock;
    private final Consumer<Map<StackId, Desired>> stacks;
    /** Until then only an idle moment shows that no heartbeat waits to be read. */
    private final Instant busyUntil;

    private boolean stacksChanged = true;

    /** @param stacks told of the stacks that are in their repositories, whenever those change */
    StatusFold(EventFactory events, Clock clock, Consumer<Map<StackId, Desired>> stacks) {
        this.board = new StatusBoard(events, new CdEvents(events.source()));
        this.clock = clock;
        this.busyUntil = clock.instant().plus(Hosts.SILENCE);
        this.stacks = stacks;
    }

    @Override
    public void restore(Received record) {
        if (record instanceof Received.Understood understood && understood.event() instanceof StackStatus status) {
            board.restore(status, clock.instant());
            webhooks.restore(status);
        } else if (record instanceof Received.Tombstone tombstone) {
            board.restoreEnd(tombstone.key());
        }
    }

    @Override
    public void remember(Received.Understood record) {
        board.remember(observation(record));
    }

    @Override
    public List<Output> apply(List<Received.Understood> batch) {
        List<Output> outputs = new ArrayList<>();
        for (Received.Understood record : batch) {
            if (record.event() instanceof SourceEvent source) {
                webhooks.observe(source);
            }
            stacksChanged |= record.event() instanceof RevisionEvent;
            outputs.addAll(board.apply(observation(record)));
        }
        if (batch.isEmpty() || clock.instant().isAfter(busyUntil)) {
            outputs.addAll(board.tick(clock.instant()));
        }
        if (stacksChanged) {
            stacksChanged = false;
            stacks.accept(board.desired());
        }
        return outputs;
    }

    private static Observation observation(Received.Understood record) {
        return new Observation(record.envelope().meta(), record.event(), record.appended());
    }
}
