/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.StackId;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every stack on every host, found without a look at the others by what an event is about: repository, stack, host, or both. */
final class StackIndex {
    private final Map<String, StackOnHost> byKey = new HashMap<>();
    private final Map<String, Set<StackOnHost>> byRepository = new HashMap<>();
    private final Map<StackId, Set<StackOnHost>> byStack = new HashMap<>();
    private final Map<String, Set<StackOnHost>> byHost = new HashMap<>();

    /** In place of what was there. */
    void put(StackOnHost facts) {
        remove(facts.key());
        byKey.put(facts.key(), facts);
        add(byRepository, facts.stack.repository(), facts);
        add(byStack, facts.stack, facts);
        add(byHost, facts.host, facts);
    }

    void remove(String key) {
        StackOnHost facts = byKey.remove(key);
        if (facts != null) {
            drop(byRepository, facts.stack.repository(), facts);
            drop(byStack, facts.stack, facts);
            drop(byHost, facts.host, facts);
        }
    }

    @Nullable
    StackOnHost get(String key) {
        return byKey.get(key);
    }

    List<StackOnHost> ofRepository(String repository) {
        return List.copyOf(byRepository.getOrDefault(repository, Set.of()));
    }

    List<StackOnHost> ofStack(StackId stack) {
        return List.copyOf(byStack.getOrDefault(stack, Set.of()));
    }

    List<StackOnHost> onHost(String host) {
        return List.copyOf(byHost.getOrDefault(host, Set.of()));
    }

    private static <K> void add(Map<K, Set<StackOnHost>> index, K key, StackOnHost facts) {
        index.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(facts);
    }

    private static <K> void drop(Map<K, Set<StackOnHost>> index, K key, StackOnHost facts) {
        Set<StackOnHost> there = index.get(key);
        if (there != null && there.remove(facts) && there.isEmpty()) {
            index.remove(key);
        }
    }
}
