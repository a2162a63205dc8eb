/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.ContainerView;
import dev.longshore.applier.docker.Labels;
import dev.longshore.events.DeploymentEvent.ServiceDecision;
import dev.longshore.events.DeploymentEvent.ServiceDecision.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tells from the containers before and after what an apply did to each service, and why. */
final class ServiceDecisions {
    private ServiceDecisions() {}

    static List<ServiceDecision> between(List<ContainerView> before, List<ContainerView> after) {
        Map<String, List<ContainerView>> old = byService(before);
        Map<String, List<ContainerView>> now = byService(after);
        Set<String> services = new TreeSet<>(old.keySet());
        services.addAll(now.keySet());
        List<ServiceDecision> decisions = new ArrayList<>();
        for (String service : services) {
            decisions.add(
                    decision(service, old.getOrDefault(service, List.of()), now.getOrDefault(service, List.of())));
        }
        return List.copyOf(decisions);
    }

    private static ServiceDecision decision(String service, List<ContainerView> old, List<ContainerView> now) {
        if (now.isEmpty()) {
            return new ServiceDecision(service, Decision.REMOVED, "not in the revision");
        }
        if (old.isEmpty()) {
            return new ServiceDecision(service, Decision.CREATED, "new");
        }
        Set<String> ids = old.stream().map(ContainerView::id).collect(Collectors.toSet());
        return now.stream()
                .filter(container -> !ids.contains(container.id()))
                .findFirst()
                .map(fresh -> new ServiceDecision(service, Decision.RECREATED, why(old.get(0), fresh)))
                .orElseGet(() -> new ServiceDecision(service, Decision.KEPT, "unchanged"));
    }

    private static String why(ContainerView old, ContainerView fresh) {
        if (!old.image().equals(fresh.image()) || !old.imageId().equals(fresh.imageId())) {
            return "image";
        }
        // the digest is a label, so it changes the hash of the configuration too
        return inputs(old).equals(inputs(fresh)) ? "config" : "files";
    }

    private static String inputs(ContainerView container) {
        return container.labels().getOrDefault(Labels.INPUTS, "");
    }

    private static Map<String, List<ContainerView>> byService(List<ContainerView> containers) {
        return containers.stream()
                .filter(container -> !container.summary().oneOff())
                .collect(Collectors.groupingBy(ContainerView::service, TreeMap::new, Collectors.toList()));
    }
}
