/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.SyncRequested;
import dev.longshore.events.Trigger;
import dev.longshore.events.config.RepositoryConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PollSchedulerTest {
    private final FakeAlarm alarm = new FakeAlarm();
    private final List<Duration> times = new ArrayList<>();
    private final List<SyncRequested> requests = new ArrayList<>();

    private PollScheduler polls(double jitter, RepositoryConfig... repositories) {
        PollScheduler polls = new PollScheduler(alarm, new Jitter(jitter, new Random(7)), request -> {
            times.add(alarm.now);
            requests.add(request);
        });
        polls.keep(List.of(repositories), Duration.ofMinutes(5));
        return polls;
    }

    private static RepositoryConfig repository(String name, @Nullable Duration poll) {
        return new RepositoryConfig(name, "https://git.example/" + name, null, poll, null, List.of());
    }

    @Test
    void asksForEachRepositoryAtItsOwnInterval() {
        polls(0, repository("often", Duration.ofMinutes(1)), repository("seldom", null));
        alarm.passes(Duration.ofMinutes(60));

        assertThat(requests).filteredOn(r -> r.repository().equals("often")).hasSize(60);
        assertThat(requests)
                .filteredOn(r -> r.repository().equals("seldom"))
                .hasSize(12)
                .contains(new SyncRequested("seldom", Trigger.POLL, false, "reconciler"));
    }

    @Test
    void intervalsStayWithinTheJitterAndDiffer() {
        polls(0.1, repository("one", Duration.ofSeconds(100)));
        alarm.passes(Duration.ofHours(2));

        List<Long> gaps = IntStream.range(1, times.size())
                .mapToObj(i -> times.get(i).minus(times.get(i - 1)).toMillis())
                .toList();
        assertThat(gaps).allSatisfy(gap -> assertThat(gap).isBetween(90_000L, 110_000L));
        assertThat(gaps).doesNotHaveDuplicates();
    }

    @Test
    void firstPollsAreSpreadOverTheInterval() {
        RepositoryConfig[] many =
                IntStream.range(0, 50).mapToObj(i -> repository("r" + i, null)).toArray(RepositoryConfig[]::new);
        polls(0.1, many);
        alarm.passes(Duration.ofMinutes(1));
        assertThat(requests.size()).isBetween(3, 20);

        alarm.passes(Duration.ofMinutes(4));
        assertThat(requests.stream().map(SyncRequested::repository).distinct()).hasSize(50);
    }

    @Test
    void takesOverAnotherListAndOtherIntervals() {
        PollScheduler polls = polls(0, repository("one", null), repository("two", null));
        alarm.passes(Duration.ofMinutes(10));
        requests.clear();

        polls.keep(List.of(repository("one", null), repository("three", null)), Duration.ofMinutes(1));
        alarm.passes(Duration.ofMinutes(10));

        assertThat(requests).extracting(SyncRequested::repository).containsOnly("one", "three");
        assertThat(requests).filteredOn(r -> r.repository().equals("one")).hasSize(10);
    }

    @Test
    void asksNoMoreOnceStopped() {
        PollScheduler polls = polls(0.1, repository("one", null));
        polls.stop();
        alarm.passes(Duration.ofHours(1));

        assertThat(requests).isEmpty();
        assertThat(alarm.set()).isZero();
    }
}
