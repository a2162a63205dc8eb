/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.kafka.LogFollower.Place;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;

/** Offsets that a {@link LogFollower} is to reach, and who waits for that. */
record LogGoal(Map<Place, Long> ends, CompletableFuture<Void> reached) {
    LogGoal(Map<Place, Long> ends) {
        this(Map.copyOf(ends), new CompletableFuture<>());
    }

    /** Whether it is done with, now. */
    boolean settle(ToLongFunction<Place> position) {
        try {
            if (ends.entrySet().stream().allMatch(end -> position.applyAsLong(end.getKey()) >= end.getValue())) {
                reached.complete(null);
            }
        } catch (IllegalStateException e) { // a partition that was added after the follower began
            reached.completeExceptionally(e);
        }
        return reached.isDone();
    }
}
