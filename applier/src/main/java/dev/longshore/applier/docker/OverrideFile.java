/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.events.StackId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The extra Compose file of ours: labels through which Compose recreates exactly the services whose inputs changed, probation, and images
 * by their id where a tag does not say which. JSON, which is YAML too.
 */
public final class OverrideFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private OverrideFile() {}

    /**
     * Writes it, atomically.
     *
     * @param digests by service, as {@link InputDigests} gives them
     * @param pins by service, as {@link ImagePins} gives them
     * @param found labels of ours that the containers of a service have already, where these are to stay as they are; of a service without
     *     any, nothing is written
     */
    public static void write(
            Path file,
            StackId stack,
            ResolvedModel model,
            Map<String, String> digests,
            Map<String, String> pins,
            Map<String, Map<String, String>> found) {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode services = root.putObject("services");
        model.services().forEach((name, service) -> {
            Map<String, String> labels = found.getOrDefault(
                    name,
                    Map.of(
                            Labels.STACK, stack.toString(),
                            Labels.INPUTS, digests.getOrDefault(name, ""),
                            Labels.RESTART, Probation.declared(service)));
            if (!labels.isEmpty()) {
                override(services.putObject(name), service, labels, pins.get(name));
            }
        });
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.write(temporary, JSON.writeValueAsBytes(root));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static void override(
            ObjectNode override, ServiceModel service, Map<String, String> labels, @Nullable String image) {
        override.set("labels", JSON.valueToTree(new TreeMap<>(labels)));
        Probation.begin(override, service);
        if (image != null) {
            override.put("image", image);
        }
    }
}
