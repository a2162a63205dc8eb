/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.schedule;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * When something periodic is due. Nothing but its name and the clock decide, so every instance comes to the same slots, today and after a
 * restart; and things of different names are spread evenly over their interval, also right after a start.
 *
 * @param name of what is due: two of one name and interval are due together
 * @param interval between two slots, on average; at least a millisecond
 * @param jitter by which part the time between two slots is at most longer or shorter, 0 to 0.5
 */
record Rhythm(String name, Duration interval, double jitter) {
    /** Slots are counted from the epoch: this far around a moment there is one for sure, whatever the jitter. */
    private static final int REACH = 2;

    Rhythm {
        if (interval.toMillis() < 1) {
            throw new IllegalArgumentException("an interval is at least a millisecond, not " + interval);
        }
        if (jitter < 0 || jitter > 0.5) {
            throw new IllegalArgumentException("jitter is 0 to 0.5, not " + jitter);
        }
    }

    /** When this slot is due. Slots of consecutive numbers come one after the other. */
    Instant due(long slot) {
        long millis = interval.toMillis();
        // Each slot may move by half of the jitter, so the time between two of them changes by all of it at most.
        double moved = jitter / 2 * (2 * part(hash(name) + slot) - 1) * millis;
        return Instant.ofEpochMilli(slot * millis + phase(millis) + Math.round(moved));
    }

    /** Number of the first slot that is due after {@code moment}. */
    long firstAfter(Instant moment) {
        long nominal = Math.floorDiv(moment.toEpochMilli() - phase(interval.toMillis()), interval.toMillis());
        for (long slot = nominal - REACH; slot <= nominal + REACH; slot++) {
            if (due(slot).isAfter(moment)) {
                return slot;
            }
        }
        throw new IllegalStateException("no slot of " + this + " after " + moment);
    }

    private long phase(long millis) {
        return (long) (part(~hash(name)) * millis);
    }

    /** 0 to 1, spread evenly over consecutive seeds: the finish of SplitMix64 (Steele, Lea, Flood 2014). */
    private static double part(long seed) {
        long mixed = seed * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return ((mixed ^ (mixed >>> 31)) >>> 11) * 0x1.0p-53;
    }

    /** FNV-1a, 64 bits. */
    private static long hash(String text) {
        long hash = 0xCBF29CE484222325L;
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (one & 0xFF)) * 0x100000001B3L;
        }
        return hash;
    }
}
