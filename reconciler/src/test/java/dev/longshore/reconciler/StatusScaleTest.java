/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.EventFactory;
import dev.longshore.events.HostAlive;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.Trigger;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What one change costs does not depend on how many stacks there are: a look at each of them would make it a hundred times as much. */
class StatusScaleTest {
    private static final int CHANGES = 2000;
    private static final EventFactory FACTORY = new EventFactory("reconciler", "alpha", Clock.systemUTC());

    private static StatusBoard board(Fleet fleet) {
        StatusBoard board = new StatusBoard(FACTORY, new CdEvents(FACTORY.source()), (repository, hook) -> {});
        IntStream.range(0, fleet.stacks()).forEach(i -> board.restore(fleet.status(i), Instant.EPOCH));
        IntStream.range(0, fleet.stacks()).forEach(i -> board.remember(observation(fleet.wanted(i))));
        fleet.hosts().forEach(host -> board.remember(observation(host)));
        return board;
    }

    private static Observation observation(dev.longshore.events.Event event) {
        return new Observation(FACTORY.first(event).meta(), event, Instant.EPOCH);
    }

    /** The best of five rounds: the others were disturbed. */
    private static long nanos(IntConsumer change) {
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long begin = System.nanoTime();
            for (int i = 0; i < CHANGES; i++) {
                change.accept(round * CHANGES + i);
            }
            best = Math.min(best, System.nanoTime() - begin);
        }
        return best / CHANGES;
    }

    private static long deployment(int stacks) {
        Fleet fleet = new Fleet(stacks);
        StatusBoard board = board(fleet);
        return nanos(i -> board.apply(observation(fleet.failed(i % 100, 10 + i))));
    }

    private static long poll(int stacks) {
        Fleet fleet = new Fleet(stacks);
        StatusBoard board = board(fleet);
        return nanos(i -> board.apply(observation(new SourceEvent.Unchanged(
                fleet.stack(i % 100).repository(), Sample.revision((char) ('a' + i % 5)), List.of(), Trigger.POLL))));
    }

    private static long revision(int stacks) {
        Fleet fleet = new Fleet(stacks);
        StatusBoard board = board(fleet);
        return nanos(i -> board.apply(observation(fleet.wanted(i % 100))));
    }

    private static long heartbeat(int stacks) {
        Fleet fleet = new Fleet(stacks);
        StatusBoard board = board(fleet);
        HostAlive host = fleet.hosts().findFirst().orElseThrow();
        return nanos(i -> board.apply(observation(host)));
    }

    private static void assertFlat(String what, long few, long many) {
        System.out.printf("%s: %d ns with 100 stacks, %d ns with 10,000%n", what, few, many);
        assertThat(many).as(what).isLessThan(10 * few + 20_000);
    }

    @Test
    void oneOfTenThousandCostsWhatOneOfAHundredCosts() {
        deployment(100); // compiled by now
        assertFlat("a deployment", deployment(100), deployment(10_000));
        assertFlat("a look that found a new head", poll(100), poll(10_000));
        assertFlat("a heartbeat", heartbeat(100), heartbeat(10_000));
    }

    /** A stack may be for any host: a new revision asks each of them, of which there are a hundred here instead of one. */
    @Test
    void aRevisionCostsWhatItsHostsCost() {
        revision(100);
        long few = revision(100);
        long many = revision(10_000);
        System.out.printf("a revision: %d ns with 1 host, %d ns with 100 hosts and 10,000 stacks%n", few, many);
        assertThat(many).isLessThan(150 * few + 100_000);
    }
}
