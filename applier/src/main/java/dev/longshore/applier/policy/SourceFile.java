/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.policy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.UnicodeReader;

/**
 * A Compose file before Compose reads it, as nodes: nothing is made of them. What cannot be read here is refused, though Compose might be
 * able to: it would read it unseen.
 *
 * @param documents Compose takes several in one file
 */
record SourceFile(Path path, List<Node> documents) {
    private static final int BYTES = 1 << 20;
    private static final int DEPTH = 64;
    private static final int ALIASES = 1_000;
    /** Tags that another parser could read as another text. */
    private static final Set<Tag> AMBIGUOUS = Set.of(Tag.BINARY);

    SourceFile {
        documents = List.copyOf(documents);
    }

    /** @throws PolicyException {@code compose.invalid} if it is not plain YAML */
    static SourceFile read(Path path, String name) {
        try {
            if (Files.size(path) > BYTES) {
                throw invalid(name, "is larger than 1 MiB; is it a Compose file?", null);
            }
            return new SourceFile(path, parse(Files.readAllBytes(path), name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read '" + name + "': " + e.getMessage(), e);
        }
    }

    private static List<Node> parse(byte[] content, String name) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(BYTES);
        options.setNestingDepthLimit(DEPTH);
        options.setMaxAliasesForCollections(ALIASES);
        List<Node> documents = new ArrayList<>();
        try {
            new Yaml(options)
                    .composeAll(new UnicodeReader(new ByteArrayInputStream(content)))
                    .forEach(documents::add);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw invalid(name, "line " + line + ": is not valid YAML: " + e.getProblem(), e);
        } catch (YAMLException e) {
            throw invalid(name, "is not valid YAML: " + e.getMessage(), e);
        }
        documents.forEach(document -> Nodes.scalars(document, scalar -> {
            if (AMBIGUOUS.contains(scalar.getTag())) {
                int line = scalar.getStartMark().getLine() + 1;
                throw invalid(name, "line " + line + ": has the tag " + scalar.getTag() + "; write plain text", null);
            }
        }));
        return documents;
    }

    private static PolicyException invalid(String name, String what, @Nullable Exception cause) {
        PolicyException e = new PolicyException("compose.invalid", name + ": " + what);
        if (cause != null) {
            e.initCause(cause);
        }
        return e;
    }
}
