/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import dev.longshore.events.DeploymentEvent.Drift;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Compares what runs with what was applied. Costs one list call; starts no process. */
public final class DriftInspector {
    /** Looks at the project now. */
    public List<Drift> inspect(Engine engine, String project, ResolvedModel model) {
        return compare(model, engine.list(project));
    }

    /** Differences between {@code model} and {@code containers} of its project, by service. One-off containers are nobody's drift. */
    public List<Drift> compare(ResolvedModel model, List<ContainerSummary> containers) {
        Map<String, List<ContainerSummary>> byService = containers.stream()
                .filter(container -> !container.oneOff())
                .collect(Collectors.groupingBy(ContainerSummary::service));
        List<Drift> drift = new ArrayList<>();
        model.services()
                .values()
                .forEach(service -> compare(service, byService.getOrDefault(service.name(), List.of()), drift));
        byService.forEach((service, found) -> {
            if (!model.services().containsKey(service)) {
                drift.add(new Drift(service, Drift.Kind.EXTRA, "no container", count(found.size())));
            }
        });
        return List.copyOf(drift);
    }

    private static void compare(ServiceModel service, List<ContainerSummary> found, List<Drift> drift) {
        String expected = count(service.replicas());
        if (found.size() < service.replicas()) {
            drift.add(new Drift(service.name(), Drift.Kind.MISSING, expected, count(found.size())));
        }
        if (found.size() > service.replicas()) {
            drift.add(new Drift(service.name(), Drift.Kind.EXTRA, expected, count(found.size())));
        }
        found.stream()
                .filter(container -> isStopped(service, container))
                .forEach(container -> drift.add(new Drift(
                        service.name(),
                        Drift.Kind.STOPPED,
                        "running",
                        container.state().text())));
    }

    // The list does not tell the exit code; a one-shot that failed was the gate's to find.
    private static boolean isStopped(ServiceModel service, ContainerSummary container) {
        return switch (container.state()) {
            case CREATED, PAUSED, DEAD, REMOVING -> true;
            case EXITED -> !service.mayComplete();
            default -> false;
        };
    }

    private static String count(int containers) {
        return containers == 1 ? "1 container" : containers + " containers";
    }
}
