/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A Compose project as Compose understands it: after interpolation, includes, extends, overrides and profiles. {@code services} are those
 * that the profiles switch on.
 *
 * @param json what {@code docker compose config --format json} printed
 */
public record ResolvedModel(String name, Map<String, ServiceModel> services, JsonNode json) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public ResolvedModel {
        services = Collections.unmodifiableMap(new TreeMap<>(services));
    }

    /** @throws IllegalArgumentException if {@code text} is not what Compose prints */
    public static ResolvedModel parse(String text) {
        try {
            return of(JSON.readTree(text));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a resolved Compose model: " + e.getOriginalMessage(), e);
        }
    }

    /** Reads {@link #json()} back, for a store. */
    public static ResolvedModel of(JsonNode json) {
        String name = json.path("name").asText();
        if (name.isEmpty()) {
            throw new IllegalArgumentException("not a resolved Compose model: it has no name");
        }
        Set<String> awaited = json.path("services").properties().stream()
                .flatMap(service -> ServiceModel.awaited(service.getValue()).stream())
                .collect(Collectors.toSet());
        Map<String, ServiceModel> services = new TreeMap<>();
        json.path("services")
                .properties()
                .forEach(s -> services.put(
                        s.getKey(), ServiceModel.of(name, s.getKey(), s.getValue(), awaited.contains(s.getKey()))));
        return new ResolvedModel(name, services, json);
    }

    /** @throws IllegalArgumentException if there is no such service */
    public ServiceModel service(String service) {
        ServiceModel found = services.get(service);
        if (found == null) {
            throw new IllegalArgumentException("no service '" + service + "' in project '" + name + "'");
        }
        return found;
    }

    /** The same with every path at or below {@code from} moved to {@code to}: resolved in staging, run in the tree. */
    public ResolvedModel relocated(Path from, Path to) {
        return of(relocate(json, from.toString(), to.toString()));
    }

    static JsonNode relocate(JsonNode node, String from, String to) {
        if (node.isTextual()) {
            String text = node.textValue();
            boolean inside = text.equals(from) || text.startsWith(from + "/");
            return inside ? TextNode.valueOf(to + text.substring(from.length())) : node;
        }
        if (node.isArray()) {
            ArrayNode moved = JSON.createArrayNode();
            node.forEach(child -> moved.add(relocate(child, from, to)));
            return moved;
        }
        if (node.isObject()) {
            ObjectNode moved = JSON.createObjectNode();
            node.properties().forEach(child -> moved.set(child.getKey(), relocate(child.getValue(), from, to)));
            return moved;
        }
        return node;
    }
}
