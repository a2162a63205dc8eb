/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.DeploymentEvent.Drift.Kind;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What {@code docker compose up} does not mend: it takes a container that is unhealthy, paused or cut off from its network for one that is as it
 * should be. Only containers that Longshore made are touched here.
 *
 * @param services to make anew
 * @param restart containers to restart
 * @param unpause containers to let go on
 */
public record Repairs(Set<String> services, List<ContainerSummary> restart, List<ContainerSummary> unpause) {
    /** Nothing beyond {@code up}. */
    public static final Repairs NONE = new Repairs(Set.of(), List.of(), List.of());

    public static Repairs of(DriftInspector.Findings findings) {
        Set<String> anew = new TreeSet<>();
        Set<String> config = services(findings.drift(), Kind.CONFIG);
        anew.addAll(services(findings.drift(), Kind.LABELS));
        anew.addAll(services(findings.drift(), Kind.IMAGE));
        anew.removeAll(config); // up sees these
        anew.addAll(services(findings.drift(), Kind.NETWORK));
        List<ContainerSummary> ours = findings.containers().stream()
                .filter(ContainerSummary::isOurs)
                .filter(container -> !container.oneOff() && !anew.contains(container.service()))
                .toList();
        return new Repairs(
                anew,
                ours.stream()
                        .filter(container -> container.health() == ContainerHealth.UNHEALTHY)
                        .toList(),
                ours.stream()
                        .filter(container -> container.state() == ContainerState.PAUSED)
                        .toList());
    }

    private static Set<String> services(List<Drift> drift, Kind kind) {
        return drift.stream()
                .filter(one -> one.kind() == kind)
                .map(Drift::service)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Before {@code up}; the files are in place. */
    public void make(ComposeClient compose, ComposeProject project, Engine engine) {
        unpause.forEach(container -> engine.unpause(container.id()));
        restart.forEach(container -> engine.restart(container.id()));
        if (!services.isEmpty()) {
            compose.recreate(project, services);
        }
    }
}
