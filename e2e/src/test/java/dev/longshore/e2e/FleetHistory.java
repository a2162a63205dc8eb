/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All that is on the log about one stack, held against the invariants of DESIGN 1.8. */
final class FleetHistory {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ContainerFleet fleet;
    private final String stack;

    /** @param stack {@code repository/stack} */
    FleetHistory(ContainerFleet fleet, String stack) {
        this.fleet = fleet;
        this.stack = stack;
    }

    /** Invariant 1: each accepted delivery has exactly one end; the same one may have been told twice. */
    void assertEachEndsOnce(Collection<String> deliveries) {
        Map<String, Set<String>> ends = new TreeMap<>();
        for (JsonNode event : events("source.*")) {
            event.path("data").path("requests").forEach(request -> ends.computeIfAbsent(
                            request.asText(), id -> new HashSet<>())
                    .add(event.path("id").asText()));
        }
        assertThat(deliveries).allSatisfy(delivery -> assertThat(ends.getOrDefault(delivery, Set.of()))
                .as("ends of delivery %s", delivery)
                .hasSize(1));
    }

    /** Invariant 3: generations go up, and what ran came in their order. */
    void assertOrder() {
        assertThat(generations("revision.changed")).isSorted().doesNotHaveDuplicates();
        assertThat(generations("deployment.succeeded")).isSorted();
    }

    /** Invariant 5: nothing is applied twice. */
    void assertAppliedOnce() {
        assertThat(generations("deployment.succeeded")).doesNotHaveDuplicates();
    }

    private List<Long> generations(String type) {
        Map<String, Long> byEvent = new LinkedHashMap<>();
        for (JsonNode event : events(type)) {
            JsonNode data = event.path("data");
            assertThat(data.path("generation").isNumber()).as(event.toString()).isTrue();
            if (stack.equals(event.path("subject").asText())) {
                byEvent.putIfAbsent(
                        event.path("id").asText(), data.path("generation").asLong());
            }
        }
        assertThat(byEvent).as("events %s of %s", type, stack).isNotEmpty();
        return List.copyOf(byEvent.values());
    }

    private List<JsonNode> events(String type) {
        return fleet.events(type).stream().map(FleetHistory::parse).toList();
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(line, e);
        }
    }
}
