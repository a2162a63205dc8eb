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

/** The extra Compose file through which Compose recreates exactly the services whose inputs changed. JSON, which is YAML too. */
public final class OverrideFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private OverrideFile() {}

    /** As {@link #write(Path, StackId, Map, Map)}, with nothing that is to stay as it is. */
    public static void write(Path file, StackId stack, Map<String, String> digests) {
        write(file, stack, digests, Map.of());
    }

    /**
     * Writes it, atomically.
     *
     * @param digests by service, as {@link InputDigests} gives them
     * @param found labels of ours that the containers of a service have already, where these are to stay as they are; none is a value too
     */
    public static void write(
            Path file, StackId stack, Map<String, String> digests, Map<String, Map<String, String>> found) {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode services = root.putObject("services");
        new TreeMap<>(digests).forEach((service, digest) -> {
            Map<String, String> labels =
                    found.getOrDefault(service, Map.of(Labels.STACK, stack.toString(), Labels.INPUTS, digest));
            if (!labels.isEmpty()) {
                services.putObject(service).set("labels", JSON.valueToTree(new TreeMap<>(labels)));
            }
        });
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.write(temporary, JSON.writeValueAsBytes(root));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
