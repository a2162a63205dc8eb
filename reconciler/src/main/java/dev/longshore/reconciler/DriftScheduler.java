/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.DriftCheck;
import dev.longshore.events.StackId;
import dev.longshore.events.StackSpec;
import dev.longshore.events.StackSpec.Drift;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Asks the hosts of each stack now and then to compare what runs with what was applied: for what no event of Docker told. */
final class DriftScheduler {
    private Duration standard;
    private Map<StackId, Desired> stacks = Map.of();
    private final Rounds<StackId> rounds;

    /** @param standard for a stack that does not say otherwise */
    DriftScheduler(Duration standard, Alarm alarm, Jitter jitter, Consumer<DriftCheck> checks) {
        this.standard = standard;
        this.rounds = new Rounds<>(alarm, jitter, stack -> checks.accept(new DriftCheck(stack)));
    }

    /** From now on exactly these stacks, except those that want no checks. */
    void keep(Map<StackId, Desired> wanted) {
        stacks = wanted;
        Map<StackId, Duration> intervals = new HashMap<>();
        stacks.forEach((stack, desired) -> {
            StackSpec spec = desired.spec();
            if (spec != null && spec.drift().action() != Drift.Action.OFF) {
                Duration own = spec.drift().every();
                intervals.put(stack, own == null ? standard : own);
            }
        });
        rounds.keep(intervals);
    }

    /** Another interval for stacks that do not say otherwise. */
    void every(Duration other) {
        standard = other;
        keep(stacks);
    }

    void stop() {
        stacks = Map.of();
        rounds.stop();
    }
}
