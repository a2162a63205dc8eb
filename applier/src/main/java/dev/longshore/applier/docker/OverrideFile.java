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

    /**
     * Writes it, atomically.
     *
     * @param digests by service, as {@link InputDigests} gives them
     */
    public static void write(Path file, StackId stack, Map<String, String> digests) {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode services = root.putObject("services");
        new TreeMap<>(digests).forEach((service, digest) -> services.putObject(service)
                .putObject("labels")
                .put(Labels.STACK, stack.toString())
                .put(Labels.INPUTS, digest));
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.write(temporary, JSON.writeValueAsBytes(root));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
