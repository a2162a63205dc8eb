/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.Desired;
import dev.longshore.applier.store.StackState;
import dev.longshore.events.StackId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The order between stacks of this host: one that depends on others is applied when those are healthy at what they should be. */
final class Dependencies {
    private final Neighbours neighbours;

    Dependencies(Neighbours neighbours) {
        this.neighbours = neighbours;
    }

    /**
     * Why a revision cannot be applied yet.
     *
     * @param isSure false while others may only not have been heard of
     */
    record Wait(String reason, String message, boolean isSure) {}

    /** What this stack has to wait for; empty if it may go on, or could wait for ever. */
    Optional<Wait> unmet(StackId stack, Desired wanted) {
        List<StackId> dependencies = of(stack, wanted);
        if (dependencies.isEmpty() || cycle(stack, wanted).isPresent()) {
            return Optional.empty();
        }
        return dependencies.stream().flatMap(other -> wait(other).stream()).findFirst();
    }

    private Optional<Wait> wait(StackId other) {
        Optional<StackState> state = neighbours.wanted(other);
        if (state.isEmpty()) {
            return Optional.of(new Wait(
                    "depends.missing",
                    "waits for " + other
                            + ", which this host does not run; add it to this host, or remove it from dependsOn",
                    neighbours.areKnown()));
        }
        return isHealthy(state.get())
                ? Optional.empty()
                : Optional.of(new Wait(
                        "depends.waiting",
                        "waits until " + other + " runs " + brief(state.get()) + " in health",
                        true));
    }

    private static boolean isHealthy(StackState state) {
        Applied applied = state.applied();
        Desired wanted = state.wanted();
        return applied != null
                && wanted != null
                && state.waiting() == null
                && applied.event().revision().equals(wanted.event().revision());
    }

    private static String brief(StackState state) {
        Desired wanted = state.wanted();
        return wanted == null ? "" : wanted.event().revision().brief();
    }

    /** The refusal of a stack that, through others, depends on itself; empty for any other. */
    Optional<RefusedException> cycle(StackId stack, Desired wanted) {
        Map<StackId, StackId> cameFrom = new LinkedHashMap<>();
        Deque<StackId> next = new ArrayDeque<>();
        of(stack, wanted).forEach(other -> {
            cameFrom.put(other, stack);
            next.add(other);
        });
        while (!next.isEmpty()) {
            StackId one = next.remove();
            if (one.equals(stack)) {
                return Optional.of(refusal(stack, way(cameFrom, stack)));
            }
            neighbours.wanted(one).map(StackState::desired).ifPresent(desired -> of(one, desired)
                    .forEach(other -> {
                        if (cameFrom.putIfAbsent(other, one) == null) {
                            next.add(other);
                        }
                    }));
        }
        return Optional.empty();
    }

    private static List<StackId> of(StackId stack, Desired desired) {
        return desired.event().spec().dependencies(stack.repository());
    }

    /** From the stack through others to itself; itself only once. */
    private static List<StackId> way(Map<StackId, StackId> cameFrom, StackId stack) {
        List<StackId> way = new ArrayList<>();
        StackId one = stack;
        do {
            one = cameFrom.getOrDefault(one, stack);
            way.add(0, one);
        } while (!one.equals(stack));
        return way;
    }

    private static RefusedException refusal(StackId stack, List<StackId> way) {
        String text = way.stream().map(StackId::toString).collect(Collectors.joining(" -> "));
        return RefusedException.becauseOf(
                way,
                "depends.cycle",
                "it waits for itself: " + text + " -> " + stack + "; remove one of these from dependsOn");
    }
}
