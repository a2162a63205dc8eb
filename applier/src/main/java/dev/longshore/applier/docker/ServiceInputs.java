/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.applier.docker.ServiceInput.Kind;
import dev.longshore.applier.tree.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Lists what a service reads from its stack, one thing after the other. */
final class ServiceInputs {
    private final JsonNode model;
    private final ComposeProject project;
    private final ManifestPaths paths;

    ServiceInputs(JsonNode model, ComposeProject project, ManifestPaths paths) {
        this.model = model;
        this.project = project;
        this.paths = paths;
    }

    List<ServiceInput> of(JsonNode service) {
        List<ServiceInput> inputs = new ArrayList<>();
        for (JsonNode volume : service.path("volumes")) {
            if (volume.path("type").asText().equals("bind")) {
                inputs.addAll(paths.inputs(
                        Kind.FILE, volume.path("source").asText(), true));
            }
        }
        addReferences(Kind.CONFIG, service, true, inputs);
        addReferences(Kind.SECRET, service, true, inputs);
        if (service.hasNonNull("build")) {
            addBuild(service.path("build"), inputs);
        }
        return inputs;
    }

    private void addReferences(Kind kind, JsonNode owner, boolean live, List<ServiceInput> inputs) {
        String section = kind.text() + "s";
        for (JsonNode reference : owner.path(section)) {
            String name = reference.path("source").asText();
            addDefinition(kind, name, model.path(section).path(name), live, inputs);
        }
    }

    private void addDefinition(
            Kind kind, String name, JsonNode definition, boolean live, List<ServiceInput> inputs) {
        if (definition.hasNonNull("file")) {
            inputs.addAll(paths.inputs(kind, definition.path("file").asText(), live));
        } else if (definition.hasNonNull("content")) {
            String content = Sha256.of(definition.path("content").asText());
            inputs.add(new ServiceInput(kind, name, "content " + content, false, false));
        } else if (definition.hasNonNull("environment")) {
            String value = variable(definition.path("environment").asText());
            inputs.add(new ServiceInput(kind, name, "variable " + value, false, false));
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

    private void addBuild(JsonNode build, List<ServiceInput> inputs) {
        String root = paths.root().toString();
        String definition = ResolvedModel.relocate(build, root, "").toString();
        inputs.add(new ServiceInput(Kind.BUILD, "definition", "build " + Sha256.of(definition), false, false));
        inputs.addAll(new BuildContext(paths).inputs(build));
        TreeMap<String, JsonNode> more = new TreeMap<>();
        build.path("additional_contexts").properties().forEach(c -> more.put(c.getKey(), c.getValue()));
        more.values().stream()
                .map(JsonNode::asText)
                .filter(folder -> folder.startsWith("/"))
                .forEach(folder -> inputs.addAll(paths.inputs(Kind.BUILD, folder, false)));
        addReferences(Kind.SECRET, build, false, inputs);
    }
}
