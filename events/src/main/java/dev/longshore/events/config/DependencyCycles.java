/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import dev.longshore.events.StackSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds stacks that wait for each other for ever. Only what one file says can be seen here; what goes round through another repository is
 * seen by the applier.
 */
final class DependencyCycles {
    private final Map<String, Stack> stacks = new LinkedHashMap<>();

    private record Stack(StackSpec spec, YamlValue value) {}

    void add(StackSpec spec, YamlValue value) {
        stacks.put(spec.name(), new Stack(spec, value));
    }

    /** Records each cycle once, at the stack of it that comes first, and warns of names that are not in the file. */
    void check() {
        Set<String> told = new HashSet<>();
        stacks.forEach((name, stack) -> {
            List<String> cycle = told.contains(name) ? null : cycle(name);
            if (cycle != null) {
                told.addAll(cycle);
                stack.value()
                        .error("waits for itself: " + String.join(" -> ", cycle) + " -> " + name
                                + "; remove one of these from 'dependsOn'");
            }
            bare(stack).filter(other -> !stacks.containsKey(other)).forEach(other -> stack.value()
                    .warning("depends on '" + other
                            + "', which is not in this file; write repository/stack for one of another repository"));
        });
    }

    /** The way from this stack back to itself; null if there is none. Breadth first: a short one. */
    private @Nullable List<String> cycle(String start) {
        Map<String, String> cameFrom = new LinkedHashMap<>();
        Deque<String> next = new ArrayDeque<>(List.of(start));
        while (!next.isEmpty()) {
            String name = next.remove();
            Stack stack = stacks.get(name);
            if (stack == null) {
                continue;
            }
            for (String other : bare(stack).toList()) {
                if (other.equals(start)) {
                    return way(cameFrom, start, name);
                }
                if (cameFrom.putIfAbsent(other, name) == null) {
                    next.add(other);
                }
            }
        }
        return null;
    }

    private static List<String> way(Map<String, String> cameFrom, String start, String end) {
        List<String> way = new ArrayList<>(List.of(end));
        while (!way.get(0).equals(start)) {
            way.add(0, cameFrom.getOrDefault(way.get(0), start));
        }
        return way;
    }

    private static Stream<String> bare(Stack stack) {
        return stack.spec().dependsOn().stream().filter(name -> !name.contains("/"));
    }
}
