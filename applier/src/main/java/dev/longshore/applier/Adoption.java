/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.ComposeClient;
import dev.longshore.applier.docker.ComposeException;
import dev.longshore.applier.docker.ContainerView;
import dev.longshore.applier.docker.Labels;
import dev.longshore.applier.docker.OverrideFile;
import dev.longshore.applier.store.StackState;
import dev.longshore.applier.store.StackStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Leaves the containers of a project that was there before the stack as they are, for as long as the files say the same as they do: our
 * labels would make Compose recreate every one of them. A service gets its labels with the first change that recreates it anyway.
 */
final class Adoption {
    private final ComposeClient compose;

    Adoption(ComposeClient compose) {
        this.compose = compose;
    }

    /**
     * Writes the labels of the services, and notes which were left as they are.
     *
     * @param running the project's containers
     * @param pins images by id, of those services where a name does not say which
     * @throws ComposeException if Compose cannot read the files in the tree
     */
    void label(StackStore store, Prepared next, List<ContainerView> running, Map<String, String> pins) {
        Map<String, String> adopted = store.state().adopted();
        if (adopted == null) {
            write(store, next, pins, Map.of());
            return;
        }
        Map<String, Map<String, String>> found = unchanged(store, next, pins, candidates(store, next, running));
        write(store, next, pins, found);
        Map<String, String> left = new TreeMap<>();
        found.keySet().forEach(service -> left.put(service, next.labels(store).getOrDefault(service, "")));
        if (!left.equals(adopted)) {
            store.update(state -> state.adopted(left));
        }
    }

    /** The labels of those that Compose would not recreate if they kept them. */
    private Map<String, Map<String, String>> unchanged(
            StackStore store, Prepared next, Map<String, String> pins, Map<String, List<ContainerView>> candidates) {
        Map<String, Map<String, String>> labels = new TreeMap<>();
        candidates.forEach((service, containers) -> labels.put(service, labelsOf(containers.get(0))));
        if (!labels.isEmpty()) {
            write(store, next, pins, labels);
            Map<String, String> hashes = compose.hashes(next.inTree(store));
            labels.keySet().removeIf(service -> !candidates.getOrDefault(service, List.of()).stream()
                    .allMatch(container -> container.configHash().equals(hashes.get(service))));
        }
        return labels;
    }

    private static void write(
            StackStore store, Prepared next, Map<String, String> pins, Map<String, Map<String, String>> found) {
        OverrideFile.write(store.overrideFile(), store.stack(), next.model(), next.labels(store), pins, found);
    }

    /** The containers of each service that was not made for this stack, and reads what it read when it was found. */
    private static Map<String, List<ContainerView>> candidates(
            StackStore store, Prepared next, List<ContainerView> running) {
        Map<String, List<ContainerView>> byService = new HashMap<>();
        running.stream().filter(container -> !container.summary().oneOff()).forEach(container -> byService
                .computeIfAbsent(container.service(), s -> new ArrayList<>())
                .add(container));
        byService.entrySet().removeIf(service -> {
            boolean foreign = service.getValue().stream()
                    .noneMatch(c -> store.stack().toString().equals(c.labels().get(Labels.STACK)));
            return !foreign || !readsTheSame(store, next, service.getKey(), service.getValue());
        });
        return byService;
    }

    private static boolean readsTheSame(
            StackStore store, Prepared next, String service, List<ContainerView> containers) {
        StackState state = store.state();
        String digest = next.labels(store).get(service);
        Map<String, String> adopted = state.adopted();
        if (digest == null || adopted == null) {
            return false;
        }
        if (state.golden() != null) {
            return digest.equals(adopted.get(service));
        }
        return containers.stream()
                .map(container -> container.labels().getOrDefault(Labels.INPUTS, digest))
                .allMatch(digest::equals);
    }

    private static Map<String, String> labelsOf(ContainerView container) {
        Map<String, String> labels = new TreeMap<>(container.labels());
        labels.keySet().retainAll(List.of(Labels.STACK, Labels.INPUTS, Labels.RESTART));
        return labels;
    }
}
