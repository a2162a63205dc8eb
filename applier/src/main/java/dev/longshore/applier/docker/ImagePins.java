/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which services are run by the id of their image instead of its name. Golden is the very images that passed, so where a name stands for
 * another one by now, or for none, the id takes its place. The reference is part of the configuration that Compose compares, so a
 * container that runs by id keeps to it while the name stands for the same image: else it would be recreated for nothing.
 */
public final class ImagePins {
    private ImagePins() {}

    /**
     * Image ids by service.
     *
     * @param required ids by service that must run; empty for a new revision, which runs what the names stand for now
     * @param running the project's containers
     */
    public static Map<String, String> of(
            ResolvedModel model, Map<String, String> required, List<ContainerView> running, Engine engine) {
        if (required.isEmpty() && running.stream().noneMatch(ImagePins::isPinned)) {
            return Map.of();
        }
        Map<String, String> pins = new HashMap<>();
        model.services().forEach((name, service) -> {
            String named = engine.imageId(service.image()).orElse("");
            String wanted = required.getOrDefault(name, named);
            if (!wanted.isEmpty() && (!wanted.equals(named) || runsBy(wanted, name, running))) {
                pins.put(name, wanted);
            }
        });
        return Map.copyOf(pins);
    }

    private static boolean runsBy(String id, String service, List<ContainerView> running) {
        List<ContainerView> own = running.stream()
                .filter(container -> container.service().equals(service))
                .toList();
        return !own.isEmpty()
                && own.stream().allMatch(container -> container.image().equals(id));
    }

    private static boolean isPinned(ContainerView container) {
        return container.image().startsWith("sha256:");
    }
}
