/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.EventFactory;
import dev.longshore.events.EventMeta;
import dev.longshore.events.HostAlive;
import dev.longshore.events.StackStatus;
import dev.longshore.events.kafka.Output;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Only what is on the log decides what the statuses and the CDEvents are: not the order of reading it, nor who reads it when. */
class StatusPurityTest {
    private static final EventFactory FACTORY = new EventFactory("reconciler", "alpha", Clock.systemUTC());
    private static final Instant LATER = History.BEGIN.plus(Duration.ofHours(2));

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("seeds", 200));
    }

    /** What a reader comes to: everything when all hosts are silent at last, and again when all were heard once more. */
    private record Result(Map<String, StackStatus> silent, Map<String, StackStatus> heard, List<String> cdEvents) {}

    /** One reader of one history, in several lives. */
    private static final class Reading {
        private final Map<String, StackStatus> log = new TreeMap<>();
        private final List<String> cdEvents = new ArrayList<>();
        private final List<Observation> read = new ArrayList<>();
        private StatusBoard board = board();

        private static StatusBoard board() {
            return new StatusBoard(FACTORY, new CdEvents(FACTORY.source()), (repository, hook) -> {});
        }

        void read(Observation observation) {
            say(board.apply(observation));
            read.add(observation);
        }

        void tick(Instant now) {
            say(board.tick(now));
        }

        /** Nothing is left but what was published, and what the plan of the fold remembers. */
        void restart() {
            Instant now =
                    read.isEmpty() ? History.BEGIN : read.get(read.size() - 1).appended();
            board = board();
            log.values().forEach(status -> board.restore(status, now));
            read.forEach(board::remember);
        }

        private void say(List<Output> outputs) {
            for (Output output : outputs) {
                if (output instanceof Output.Told told && told.envelope().event() instanceof StackStatus status) {
                    log.put(status.key(), status);
                } else if (output instanceof Output.Gone gone) {
                    log.remove(gone.key());
                } else if (output instanceof Output.Foreign foreign) {
                    cdEvents.add(foreign.event().getType() + " "
                            + foreign.event().getId() + " "
                            + new String(
                                    Objects.requireNonNull(foreign.event().getData())
                                            .toBytes(),
                                    StandardCharsets.UTF_8));
                }
            }
        }

        Result end() {
            tick(LATER);
            Map<String, StackStatus> silent = Map.copyOf(log);
            for (String host : List.of("alpha", "beta", "gamma")) {
                HostAlive alive = new HostAlive(host, host + "-id", Map.of("role", "edge"), Map.of());
                EventMeta meta = new EventMeta("last " + host, "/test", LATER, "00-0-0-00", "last", null);
                read(new Observation(meta, alive, LATER.plusSeconds(100)));
            }
            tick(LATER.plusSeconds(101));
            return new Result(
                    silent,
                    Map.copyOf(log),
                    cdEvents.stream().distinct().sorted().toList());
        }
    }

    /** As a reader who is up to date sees it. */
    private static Result inTime(History history) {
        Reading reading = new Reading();
        history.queues().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(Observation::appended))
                .forEach(observation -> {
                    reading.tick(observation.appended());
                    reading.read(observation);
                });
        return reading.end();
    }

    /** In any order that keeps that of each key. */
    private static Reading inAnyOrder(History history, Random random, BooleanSupplier restarts, BooleanSupplier twice) {
        List<List<Observation>> queues = new ArrayList<>();
        history.queues().forEach(queue -> queues.add(new ArrayList<>(queue)));
        Reading reading = new Reading();
        while (!queues.isEmpty()) {
            List<Observation> queue = queues.get(random.nextInt(queues.size()));
            Observation next = queue.remove(0);
            reading.read(next);
            if (twice.getAsBoolean()) {
                reading.read(next);
            }
            if (queue.isEmpty()) {
                queues.remove(queue);
            }
            if (restarts.getAsBoolean()) {
                reading.restart();
            }
        }
        return reading;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyOrderThatKeepsThatOfEachKeyEndsAtTheSame(long seed) {
        History history = new History(seed);
        Random random = new Random(seed);

        assertThat(inAnyOrder(history, random, () -> false, () -> false).end())
                .usingRecursiveComparison()
                .isEqualTo(inTime(history));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aReplayFromTheBeginningEndsAtTheSame(long seed) {
        assertThat(inTime(new History(seed))).usingRecursiveComparison().isEqualTo(inTime(new History(seed)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aRestartAnywhereEndsAtTheSameAndTellsNothingTwice(long seed) {
        History history = new History(seed);
        Random random = new Random(seed);

        Reading reading = inAnyOrder(history, random, () -> random.nextInt(4) == 0, () -> false);

        assertThat(reading.cdEvents).doesNotHaveDuplicates();
        assertThat(reading.end()).usingRecursiveComparison().isEqualTo(inTime(history));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aRecordThatComesTwiceChangesNothing(long seed) {
        History history = new History(seed);
        Random random = new Random(seed);

        Reading reading = inAnyOrder(history, random, () -> false, () -> random.nextInt(3) == 0);

        assertThat(reading.end()).usingRecursiveComparison().isEqualTo(inTime(history));
    }
}
