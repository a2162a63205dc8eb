/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.DeploymentEvent.Drift.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares the containers of one project with what was applied. Costs one list call; starts no process. */
public final class DriftInspector {
    private final Baseline baseline;
    private final ResolvedModel model;

    public DriftInspector(Baseline baseline) {
        this.baseline = baseline;
        this.model = ResolvedModel.of(baseline.model());
    }

    public Baseline baseline() {
        return baseline;
    }

    /** With the paths of the tree. */
    public ResolvedModel model() {
        return model;
    }

    /** Differences now, by service, and the containers they were found on. */
    public Findings inspect(Engine engine) {
        return compare(engine.list(model.name()));
    }

    /**
     * @param drift by service
     * @param containers all that were looked at
     */
    public record Findings(List<Drift> drift, List<ContainerSummary> containers) {}

    /** Differences between what was applied and {@code containers} of its project. One-off containers are nobody's drift. */
    Findings compare(List<ContainerSummary> containers) {
        Map<String, List<ContainerSummary>> byService = containers.stream()
                .filter(container -> !container.oneOff())
                .collect(Collectors.groupingBy(ContainerSummary::service));
        List<Drift> drift = new ArrayList<>();
        model.services().values().forEach(service -> {
            List<ContainerSummary> found = byService.getOrDefault(service.name(), List.of());
            count(service, found, drift);
            found.forEach(container -> compare(service, container, drift));
        });
        byService.forEach((service, found) -> {
            if (!model.services().containsKey(service)) {
                drift.add(new Drift(service, Kind.EXTRA, "no container", count(found.size())));
            }
        });
        return new Findings(drift.stream().distinct().toList(), containers);
    }

    private static void count(ServiceModel service, List<ContainerSummary> found, List<Drift> drift) {
        String expected = count(service.replicas());
        if (found.size() < service.replicas()) {
            drift.add(new Drift(service.name(), Kind.MISSING, expected, count(found.size())));
        }
        if (found.size() > service.replicas()) {
            drift.add(new Drift(service.name(), Kind.EXTRA, expected, count(found.size())));
        }
    }

    private void compare(ServiceModel service, ContainerSummary container, List<Drift> drift) {
        if (isStopped(service, container)) {
            drift.add(new Drift(
                    service.name(), Kind.STOPPED, "running", container.state().text()));
        } else if (container.health() == ContainerHealth.UNHEALTHY) {
            drift.add(new Drift(service.name(), Kind.UNHEALTHY, "healthy", "unhealthy"));
        } else if (container.state() == ContainerState.RESTARTING) {
            drift.add(new Drift(service.name(), Kind.UNHEALTHY, "running", "restarting"));
        }
        Baseline.Service measured = baseline.services().get(service.name());
        if (measured != null) {
            compare(measured, container, drift);
        }
        if (container.state() == ContainerState.RUNNING) {
            compareNetworks(service, container, drift);
        }
    }

    private static void compare(Baseline.Service measured, ContainerSummary container, List<Drift> drift) {
        String service = container.service();
        if (!container.imageId().equals(measured.image())) {
            drift.add(new Drift(service, Kind.IMAGE, measured.image(), container.imageId()));
        }
        if (!container.configHash().equals(measured.configHash())) {
            drift.add(new Drift(service, Kind.CONFIG, measured.configHash(), shown(container.configHash())));
        }
        String label = container.labels().get(Labels.INPUTS);
        if (!container.isOurs() || !measured.label().equals(label)) {
            drift.add(new Drift(service, Kind.LABELS, Labels.INPUTS + "=" + measured.label(), shown(label)));
        }
    }

    private static String shown(@Nullable String value) {
        return value == null || value.isEmpty() ? "none" : value;
    }

    private void compareNetworks(ServiceModel service, ContainerSummary container, List<Drift> drift) {
        JsonNode all = model.json().path("networks");
        TreeSet<String> missing = new TreeSet<>();
        service.json().path("networks").properties().forEach(network -> missing.add(all.path(network.getKey())
                .path("name")
                .asText(model.name() + "_" + network.getKey())));
        missing.removeAll(container.networks());
        if (!missing.isEmpty()) {
            drift.add(new Drift(
                    service.name(), Kind.NETWORK, "attached to " + String.join(", ", missing), "not attached"));
        }
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
