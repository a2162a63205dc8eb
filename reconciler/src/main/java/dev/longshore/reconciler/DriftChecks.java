/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.StackId;
import dev.longshore.events.StackSpec;
import dev.longshore.events.StackSpec.Drift;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How often each stack is checked for drift: for what no event of Docker told its hosts. Safe for use by many threads. */
final class DriftChecks implements StackWatch {
    /** Takes the interval of a stack; null for no checks. */
    @FunctionalInterface
    interface Target {
        void driftCheck(StackId stack, @Nullable Duration interval);
    }

    private final Target target;
    private Duration standard;
    /** Those that want checks. */
    private final Map<StackId, Drift> stacks = new HashMap<>();

    /** @param standard for a stack that does not say otherwise */
    DriftChecks(Duration standard, Target target) {
        this.standard = standard;
        this.target = target;
    }

    @Override
    public synchronized void present(Map<StackId, Desired> present) {
        Set.copyOf(stacks.keySet()).stream()
                .filter(stack -> !present.containsKey(stack))
                .forEach(gone -> changed(gone, Desired.UNKNOWN));
        present.forEach(this::changed);
    }

    @Override
    public synchronized void changed(StackId stack, Desired now) {
        StackSpec spec = now.isRemoved() ? null : now.spec();
        if (spec != null && spec.drift().action() != Drift.Action.OFF) {
            stacks.put(stack, spec.drift());
            tell(stack, spec.drift());
        } else if (stacks.remove(stack) != null) {
            target.driftCheck(stack, null);
        }
    }

    /** Another interval for stacks that do not say otherwise. */
    synchronized void every(Duration other) {
        standard = other;
        stacks.forEach(this::tell);
    }

    private void tell(StackId stack, Drift drift) {
        target.driftCheck(stack, drift.every() == null ? standard : drift.every());
    }
}
