/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.schedule;

import dev.longshore.events.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is due next, of thousands of things: each change costs the logarithm of their number. Used by one thread at a time. */
final class Agenda {
    /** What is later than this, because nobody was there to ask, is not made up for. */
    static final Duration LATE = Duration.ofSeconds(5);

    private final double jitter;
    private final Map<Event, Slot> next = new HashMap<>();
    private final TreeSet<Slot> byTime = new TreeSet<>();

    /** @param jitter see {@link Rhythm} */
    Agenda(double jitter) {
        this.jitter = jitter;
    }

    /** From now on this is due at that interval; it begins with the first slot after {@code now}. What has that interval keeps its pace. */
    void put(Event event, Duration interval, Instant now) {
        Slot known = next.get(event);
        if (known == null || !known.rhythm().interval().equals(interval)) {
            remove(event);
            add(Slot.after(now, event, interval, jitter));
        }
    }

    void remove(Event event) {
        Slot known = next.remove(event);
        if (known != null) {
            byTime.remove(known);
        }
    }

    /** What is due by now, at most one slot of each; whatever else has passed is skipped. */
    List<Slot> take(Instant now) {
        List<Slot> due = new ArrayList<>();
        while (!byTime.isEmpty() && !byTime.first().due().isAfter(now)) {
            Slot slot = byTime.first();
            remove(slot.event());
            add(slot.nextAfter(now));
            if (!slot.due().isBefore(now.minus(LATE))) {
                due.add(slot);
            }
        }
        return due;
    }

    /** When the next one is due; empty if nothing ever is. */
    Optional<Instant> next() {
        return byTime.isEmpty() ? Optional.empty() : Optional.of(byTime.first().due());
    }

    /** What is on it; changes with it. */
    Set<Event> events() {
        return next.keySet();
    }

    private void add(Slot slot) {
        next.put(slot.event(), slot);
        byTime.add(slot);
    }
}
