/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import java.util.List;
import java.util.Map;

/** Which services need to be built. */
public final class BuildPlan {
    private BuildPlan() {}

    /** Built services whose image is not there, whose containers were not made from these inputs, or that always are to be built. */
    public static List<String> services(
            ResolvedModel model, Map<String, String> digests, List<ContainerSummary> containers, Engine engine) {
        return model.services().values().stream()
                .filter(ServiceModel::built)
                .filter(service -> "build".equals(service.pullPolicy())
                        || !isCurrent(service, digests, containers)
                        || !engine.imagePresent(service.image()))
                .map(ServiceModel::name)
                .toList();
    }

    private static boolean isCurrent(
            ServiceModel service, Map<String, String> digests, List<ContainerSummary> containers) {
        List<ContainerSummary> own = containers.stream()
                .filter(c -> c.service().equals(service.name()))
                .toList();
        return !own.isEmpty()
                && own.stream().allMatch(c -> digests.getOrDefault(service.name(), "")
                        .equals(c.labels().get(Labels.INPUTS)));
    }
}
