/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.ContainerState;
import dev.longshore.applier.docker.ContainerView;
import dev.longshore.applier.docker.GateResult;
import dev.longshore.applier.docker.Labels;
import dev.longshore.events.DeploymentEvent.ServiceDecision;
import dev.longshore.events.DeploymentEvent.ServiceDecision.Decision;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells from the containers before and after what an apply did to each service, and why. */
final class ServiceDecisions {
    private final Map<String, List<ContainerView>> before;
    private final Map<String, List<ContainerView>> after;
    private final Set<String> reloaded;
    private final Map<String, String> causes;

    private ServiceDecisions(List<ContainerView> before, GateResult.Passed passed, Map<String, String> causes) {
        this.before = byService(before);
        this.after = byService(passed.containers());
        this.reloaded = passed.reloaded();
        this.causes = causes;
    }

    /** @param causes by service, what is different between the files then and now, as far as it is known */
    static List<ServiceDecision> between(
            List<ContainerView> before, GateResult.Passed passed, Map<String, String> causes) {
        ServiceDecisions decisions = new ServiceDecisions(before, passed, causes);
        Set<String> services = new TreeSet<>(decisions.before.keySet());
        services.addAll(decisions.after.keySet());
        return services.stream().map(decisions::decision).toList();
    }

    private ServiceDecision decision(String service) {
        List<ContainerView> old = before.getOrDefault(service, List.of());
        List<ContainerView> now = after.getOrDefault(service, List.of());
        if (now.isEmpty()) {
            return new ServiceDecision(service, Decision.REMOVED, "not in the revision");
        }
        if (old.isEmpty()) {
            return new ServiceDecision(service, Decision.CREATED, "new");
        }
        Map<String, ContainerView> known = old.stream().collect(Collectors.toMap(ContainerView::id, c -> c));
        for (ContainerView container : now) {
            if (!known.containsKey(container.id())) {
                return new ServiceDecision(service, Decision.RECREATED, why(old.get(0), container));
            }
        }
        if (reloaded.contains(service)) {
            return new ServiceDecision(service, Decision.RELOADED, causes.getOrDefault(service, "files"));
        }
        return now.stream()
                .filter(container -> !container.startedAt().equals(startOf(known, container)))
                .findFirst()
                .map(container -> restarted(known, container))
                .orElseGet(() -> new ServiceDecision(service, Decision.KEPT, "unchanged"));
    }

    private static @Nullable Instant startOf(Map<String, ContainerView> known, ContainerView container) {
        ContainerView old = known.get(container.id());
        return old == null ? null : old.startedAt();
    }

    private static ServiceDecision restarted(Map<String, ContainerView> known, ContainerView container) {
        ContainerView old = known.get(container.id());
        String why = old != null && old.state() != ContainerState.RUNNING
                ? "was " + old.state().text()
                : "a file it mounts had been edited on the host, and was put back";
        return new ServiceDecision(container.service(), Decision.RESTARTED, why);
    }

    private String why(ContainerView old, ContainerView fresh) {
        String cause = causes.getOrDefault(old.service(), "");
        if (!old.imageId().equals(fresh.imageId()) && !cause.startsWith("image")) {
            return cause.isEmpty() ? "image" : "image, " + cause;
        }
        if (!cause.isEmpty()) {
            return cause;
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
