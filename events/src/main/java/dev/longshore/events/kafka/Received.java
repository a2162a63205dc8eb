/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.Envelope;
import dev.longshore.events.Event;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A record as it came from the log: an event, or what could not be understood as one. */
public sealed interface Received {
    Position position();

    /** The record's key; null if it had none. */
    @Nullable
    String key();

    /** When the broker appended it. */
    Instant appended();

    /** An event whose key is the one it should have. */
    record Understood(Position position, String key, Instant appended, Envelope<?> envelope) implements Received {
        public Event event() {
            return envelope.event();
        }
    }

    /** A record for the dead letter. {@code raw} is never null, {@code value} in it may be. */
    record Poisoned(
            Position position, @Nullable String key, Instant appended, String reason, String message, RawRecord raw)
            implements Received {}

    /** A compacted key's end: a record without value on a compacted topic. */
    record Tombstone(Position position, String key, Instant appended) implements Received {}
}
