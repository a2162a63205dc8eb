/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.explain;

import dev.longshore.events.Event;
import dev.longshore.events.EventMeta;
import dev.longshore.events.EventType;
import java.time.Instant;

/**
 * An event as the log has it.
 *
 * @param at when the broker took it
 */
record Told<E extends Event>(EventMeta meta, E event, Instant at) {
    String id() {
        return meta.id();
    }

    String type() {
        return EventType.of(event).shortName();
    }

    /** The same, known to be of a narrower type. */
    <F extends Event> Told<F> as(F same) {
        return new Told<>(meta, same, at);
    }
}
