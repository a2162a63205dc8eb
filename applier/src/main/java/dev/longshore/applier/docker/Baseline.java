/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a project was like when it passed its gate, which is what drift is measured against. Kept on disk, so that looking for drift starts
 * no process, also after a restart.
 *
 * @param generation of the revision
 * @param model as resolved, with the paths of the tree
 * @param inputs what each service reads
 * @param services what Compose made of each; one that was not measured is missing
 */
public record Baseline(
        long generation, JsonNode model, Map<String, InputSet> inputs, Map<String, Service> services) {
    public Baseline {
        inputs = Map.copyOf(inputs);
        services = Map.copyOf(services);
    }

    /**
     * One service.
     *
     * @param containers ids
     * @param configHash Compose's hash of its configuration
     * @param image id
     * @param label digest of its inputs
     */
    public record Service(Set<String> containers, String configHash, String image, String label) {
        public Service {
            containers = Set.copyOf(containers);
        }
    }

    /** What can be said without having looked at containers. */
    public static Baseline of(long generation, ResolvedModel model, Map<String, InputSet> inputs) {
        return new Baseline(generation, model.json(), inputs, Map.of());
    }

    /**
     * With what is running now taken as right: it has just passed its gate. What was measured before is not measured again as long as it is
     * the same container.
     */
    public Baseline measured(List<ContainerSummary> containers, Map<String, Service> before) {
        Map<String, List<ContainerSummary>> byService = containers.stream()
                .filter(container -> !container.oneOff())
                .collect(Collectors.groupingBy(ContainerSummary::service, TreeMap::new, Collectors.toList()));
        Map<String, Service> measured = new HashMap<>();
        byService.forEach((service, found) -> {
            Set<String> ids = found.stream().map(ContainerSummary::id).collect(Collectors.toSet());
            Service old = before.get(service);
            ContainerSummary one = found.get(0);
            measured.put(
                    service,
                    old != null && old.containers().equals(ids)
                            ? old
                            : new Service(
                                    ids,
                                    one.configHash(),
                                    one.imageId(),
                                    one.labels().getOrDefault(Labels.INPUTS, "")));
        });
        return new Baseline(generation, model, inputs, measured);
    }
}
