/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Whether Compose files declare a project name. Only whether: Compose itself reads and interpolates it. Without one it would take the
 * folder's name, which says nothing here.
 */
final class DeclaredName {
    private static final int LIMIT = 1 << 20;

    private DeclaredName() {}

    static boolean isIn(Path directory, List<String> files) {
        return files.stream().anyMatch(file -> isIn(directory.resolve(file)));
    }

    private static boolean isIn(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                return false; // Compose will say so better
            }
            if (Files.size(file) > LIMIT) {
                throw new ComposeException(
                        ComposeException.INVALID,
                        "'" + file.getFileName() + "' is larger than " + LIMIT + " bytes; is it a Compose file?");
            }
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            return text.contains("name") && hasName(text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read '" + file.getFileName() + "': " + e.getMessage(), e);
        }
    }

    /** Composing nodes constructs no objects and follows no alias. */
    private static boolean hasName(String text) {
        try {
            Iterable<Node> documents = new Yaml(new LoaderOptions()).composeAll(new StringReader(text));
            return StreamSupport.stream(documents.spliterator(), false).anyMatch(DeclaredName::isNamed);
        } catch (YAMLException e) {
            return false; // not YAML for Compose either, which tells where and why
        }
    }

    private static boolean isNamed(Node document) {
        return document instanceof MappingNode mapping
                && mapping.getValue().stream()
                        .map(pair -> pair.getKeyNode())
                        .anyMatch(key -> key instanceof ScalarNode scalar
                                && scalar.getValue().equals("name"));
    }
}
