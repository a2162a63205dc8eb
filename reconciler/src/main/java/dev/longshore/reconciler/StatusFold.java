/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.EventFactory;
import dev.longshore.events.RevisionEvent;
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
import java.util.function.BiConsumer;

/** Feeds the {@link StatusBoard} from the log and the clock, and tells the drift checks which stacks there are. */
final class StatusFold implements Fold {
    /**
     * Specs are remembered from the compacted revisions, hosts from heartbeats not much older than a silence, and repositories that no
     * status tells of from what the last polls said.
     */
    static final FoldPlan PLAN = new FoldPlan(
            "longshore-reconciler",
            "longshore-reconciler-fold",
            Topic.STATUS,
            Map.of(
                    Topic.SOURCE,
                    Duration.ofMinutes(15),
                    Topic.REVISION,
                    FoldPlan.EVERYTHING,
                    Topic.DEPLOYMENT,
                    Hosts.SILENCE.multipliedBy(3)));

    private static final Duration TICK = Duration.ofSeconds(1);

    private final StatusBoard board;
    private final Clock clock;
    private final StackWatch stacks;
    /** Until then only an idle moment shows that no heartbeat waits to be read. */
    private final Instant busyUntil;

    private Instant ticked = Instant.EPOCH;
    private boolean begun;

    /**
     * @param stacks told of the stacks that are in their repositories
     * @param hooks told of webhooks, see {@link HookWatch}
     */
    StatusFold(EventFactory events, Clock clock, StackWatch stacks, BiConsumer<String, StackStatus.Hook> hooks) {
        this.board = new StatusBoard(events, new CdEvents(events.source()), hooks);
        this.clock = clock;
        this.busyUntil = clock.instant().plus(Hosts.SILENCE);
        this.stacks = stacks;
    }

    @Override
    public void restore(Received record) {
        if (record instanceof Received.Understood understood && understood.event() instanceof StackStatus status) {
            board.restore(status, clock.instant());
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
        if (!begun) {
            begun = true;
            stacks.present(board.desired());
        }
        List<Output> outputs = new ArrayList<>();
        for (Received.Understood record : batch) {
            outputs.addAll(board.apply(observation(record)));
            if (record.event() instanceof RevisionEvent revision) {
                stacks.changed(revision.stack(), board.desired(revision.stack()));
            }
        }
        Instant now = clock.instant();
        if ((batch.isEmpty() || now.isAfter(busyUntil)) && !now.isBefore(ticked.plus(TICK))) {
            ticked = now;
            outputs.addAll(board.tick(now));
        }
        return outputs;
    }

    private static Observation observation(Received.Understood record) {
        return new Observation(record.envelope().meta(), record.event(), record.appended());
    }
}
