/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.applier.tree.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Lists what a service reads from its stack, one line a thing. */
final class ServiceInputs {
    private final JsonNode model;
    private final ComposeProject project;
    private final ManifestPaths paths;

    ServiceInputs(JsonNode model, ComposeProject project, ManifestPaths paths) {
        this.model = model;
        this.project = project;
        this.paths = paths;
    }

    List<String> of(JsonNode service) {
        List<String> lines = new ArrayList<>();
        for (JsonNode volume : service.path("volumes")) {
            if (volume.path("type").asText().equals("bind")) {
                lines.addAll(paths.lines(volume.path("source").asText()));
            }
        }
        addReferences("configs", service, lines);
        addReferences("secrets", service, lines);
        if (service.hasNonNull("build")) {
            addBuild(service.path("build"), lines);
        }
        return lines;
    }

    private void addReferences(String kind, JsonNode service, List<String> lines) {
        for (JsonNode reference : service.path(kind)) {
            String name = reference.path("source").asText();
            addDefinition(name, model.path(kind).path(name), lines);
        }
    }

    private void addDefinition(String name, JsonNode definition, List<String> lines) {
        if (definition.hasNonNull("file")) {
            lines.addAll(paths.lines(definition.path("file").asText()));
        } else if (definition.hasNonNull("content")) {
            lines.add("content " + Sha256.of(definition.path("content").asText()) + " " + name);
        } else if (definition.hasNonNull("environment")) {
            lines.add("variable " + variable(definition.path("environment").asText()) + " " + name);
        }
    }

    /** Of the stack's own value, else of all that the env files hold: Compose does not print the value. */
    private String variable(String name) {
        @Nullable String value = project.env().get(name);
        if (value != null) {
            return Sha256.of(value);
        }
        List<String> files = project.envFiles().isEmpty() ? List.of(".env") : project.envFiles();
        List<String> lines = files.stream()
                .flatMap(file -> paths.lines(project.directory().resolve(file).toString()).stream())
                .toList();
        return Sha256.of(String.join("\n", lines));
    }

    private void addBuild(JsonNode build, List<String> lines) {
        String root = paths.root().toString();
        lines.add("build " + Sha256.of(ResolvedModel.relocate(build, root, "").toString()));
        lines.addAll(new BuildContext(paths).lines(build));
        TreeMap<String, JsonNode> more = new TreeMap<>();
        build.path("additional_contexts").properties().forEach(c -> more.put(c.getKey(), c.getValue()));
        more.values().stream()
                .map(JsonNode::asText)
                .filter(folder -> folder.startsWith("/"))
                .forEach(folder -> lines.addAll(paths.lines(folder)));
        addReferences("secrets", build, lines);
    }
}
