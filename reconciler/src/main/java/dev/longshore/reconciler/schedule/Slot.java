/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.schedule;

import dev.longshore.events.Event;
import dev.longshore.events.EventFactory;
import dev.longshore.events.EventType;
import java.time.Duration;
import java.time.Instant;

/** One turn of something periodic. The earlier one comes first. */
record Slot(Event event, Rhythm rhythm, long number, Instant due) implements Comparable<Slot> {
    /** The first one after {@code moment}. */
    static Slot after(Instant moment, Event event, Duration interval, double jitter) {
        String name = EventType.of(event).shortName() + "/" + event.key();
        return after(moment, event, new Rhythm(name, interval, jitter));
    }

    Slot nextAfter(Instant moment) {
        return after(moment, event, rhythm);
    }

    private static Slot after(Instant moment, Event event, Rhythm rhythm) {
        long number = rhythm.firstAfter(moment);
        return new Slot(event, rhythm, number, rhythm.due(number));
    }

    /** Id of the event that is published for it: the same on every instance. */
    String id() {
        String interval = Long.toString(rhythm.interval().toMillis());
        return EventFactory.derivedId("slot", rhythm.name(), interval, Long.toString(number));
    }

    @Override
    public int compareTo(Slot other) {
        int byTime = due.compareTo(other.due);
        return byTime != 0 ? byTime : rhythm.name().compareTo(other.rhythm.name());
    }
}
