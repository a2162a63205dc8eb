/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Does something for each of some things, each at its own interval, with jitter. Used by one thread. */
final class Rounds<K> {
    private final Alarm alarm;
    private final Jitter jitter;
    private final Consumer<K> action;
    private final Map<K, Round> rounds = new HashMap<>();

    Rounds(Alarm alarm, Jitter jitter, Consumer<K> action) {
        this.alarm = alarm;
        this.jitter = jitter;
        this.action = action;
    }

    private record Round(Duration interval, Alarm.Cancellation pending) {}

    /** From now on exactly these, at these intervals. One whose interval stays keeps its pace; a new one begins anywhere in it. */
    void keep(Map<K, Duration> intervals) {
        Set<K> gone = new HashSet<>(rounds.keySet());
        gone.removeAll(intervals.keySet());
        gone.forEach(this::drop);
        intervals.forEach((key, interval) -> {
            Round round = rounds.get(key);
            if (round == null || !round.interval().equals(interval)) {
                drop(key);
                schedule(key, interval, jitter.first(interval));
            }
        });
    }

    void stop() {
        keep(Map.of());
    }

    private void drop(K key) {
        Round round = rounds.remove(key);
        if (round != null) {
            round.pending().cancel();
        }
    }

    private void schedule(K key, Duration interval, Duration delay) {
        Alarm.Cancellation pending = alarm.set(delay, () -> {
            schedule(key, interval, jitter.next(interval));
            action.accept(key);
        });
        rounds.put(key, new Round(interval, pending));
    }
}
