/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.DriftCheck;
import dev.longshore.events.Event;
import dev.longshore.events.StackId;
import dev.longshore.events.SyncRequested;
import dev.longshore.events.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgendaTest {
    private static final Event HOMELAB = poll("homelab");
    private static final Event WEB = new DriftCheck(new StackId("homelab", "web"));

    private final Agenda agenda = new Agenda(0.1);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private static Event poll(String repository) {
        return new SyncRequested(repository, Trigger.POLL, false, "reconciler");
    }

    private List<Slot> passes(Duration time) {
        List<Slot> taken = new ArrayList<>();
        for (Instant end = now.plus(time); now.isBefore(end); now = now.plusMillis(500)) {
            taken.addAll(agenda.take(now));
        }
        return taken;
    }

    @Test
    void asksForEachThingAtItsOwnInterval() {
        agenda.put(HOMELAB, Duration.ofMinutes(1), now);
        agenda.put(WEB, Duration.ofMinutes(10), now);
        List<Slot> taken = passes(Duration.ofHours(2));

        assertThat(taken).filteredOn(slot -> slot.event().equals(HOMELAB)).hasSizeBetween(119, 121);
        assertThat(taken).filteredOn(slot -> slot.event().equals(WEB)).hasSizeBetween(11, 13);
    }

    @Test
    void eachSlotHasAnIdOfItsOwnWhichAnotherInstanceWouldGiveItToo() {
        Agenda other = new Agenda(0.1);
        agenda.put(HOMELAB, Duration.ofMinutes(1), now);
        other.put(HOMELAB, Duration.ofMinutes(1), now.minusSeconds(5));
        Instant begin = now;
        List<String> ids = passes(Duration.ofHours(1)).stream().map(Slot::id).toList();
        List<String> others = new ArrayList<>();
        for (Instant at = begin; at.isBefore(now); at = at.plusMillis(300)) {
            other.take(at).forEach(slot -> others.add(slot.id()));
        }

        assertThat(ids).doesNotHaveDuplicates().isEqualTo(others);
    }

    @Test
    void whatPassedWhileNobodyLookedIsSkipped() {
        for (int i = 0; i < 100; i++) {
            agenda.put(poll("r" + i), Duration.ofMinutes(5), now);
        }
        now = now.plus(Duration.ofHours(1));

        assertThat(agenda.take(now)).hasSizeLessThan(10);
        assertThat(passes(Duration.ofMinutes(6))).hasSizeBetween(100, 140);
    }

    @Test
    void nothingIsAskedTwiceWhenTheClockIsSetBack() {
        agenda.put(HOMELAB, Duration.ofMinutes(1), now);
        List<Slot> before = passes(Duration.ofMinutes(10));
        now = now.minus(Duration.ofMinutes(5));
        List<Slot> after = passes(Duration.ofMinutes(4));

        assertThat(before).isNotEmpty();
        assertThat(after).isEmpty();
    }

    @Test
    void anotherIntervalBeginsAtOnceAndTheSameOneKeepsItsPace() {
        agenda.put(HOMELAB, Duration.ofHours(1), now);
        Instant due = agenda.next().orElseThrow();
        agenda.put(HOMELAB, Duration.ofHours(1), now.plus(Duration.ofMinutes(90)));
        assertThat(agenda.next()).contains(due);

        agenda.put(HOMELAB, Duration.ofSeconds(10), now);
        assertThat(agenda.next().orElseThrow()).isBefore(now.plusSeconds(12));
        assertThat(agenda.events()).containsExactly(HOMELAB);
    }

    @Test
    void whatIsRemovedIsAskedForNoMore() {
        agenda.put(HOMELAB, Duration.ofMinutes(1), now);
        agenda.put(WEB, Duration.ofMinutes(1), now);
        agenda.remove(HOMELAB);

        assertThat(passes(Duration.ofMinutes(5))).extracting(Slot::event).containsOnly(WEB);
        agenda.remove(WEB);
        assertThat(agenda.next()).isEmpty();
    }
}
