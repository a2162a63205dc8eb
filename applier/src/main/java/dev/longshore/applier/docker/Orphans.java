/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import java.util.List;

/** Containers of services that the model no longer has. Compose's {@code --remove-orphans} overlooks those whose profile was switched off. */
public final class Orphans {
    private Orphans() {}

    /** Stops and removes those of ours; returns the services they were of. */
    public static List<String> remove(Engine engine, String project, ResolvedModel model) {
        List<ContainerSummary> orphans = engine.list(project).stream()
                .filter(ContainerSummary::isOurs)
                .filter(container -> !container.oneOff())
                .filter(container -> !model.services().containsKey(container.service()))
                .toList();
        orphans.forEach(engine::removeContainer);
        return orphans.stream()
                .map(ContainerSummary::service)
                .distinct()
                .sorted()
                .toList();
    }
}
