/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/** Bytes of one YAML document, made a tree of nodes under limits. Nothing is ever instantiated from it. */
final class YamlDocument {
    /** A configuration is small; this is what keeps a hostile one cheap. */
    static final int MAX_BYTES = 1 << 20;

    static final int MAX_DEPTH = 32;

    private YamlDocument() {}

    /** The mapping at the top; empty after a problem was recorded. */
    static Optional<YamlMapping> parse(byte[] content, Problems problems) {
        if (content.length > MAX_BYTES) {
            problems.error(1, 1, "the file is larger than 1 MiB; a configuration is not");
            return Optional.empty();
        }
        Optional<Node> root = decode(content, problems).flatMap(text -> compose(text, problems));
        return root.map(node -> new YamlValue(node, "", problems).mapping());
    }

    private static Optional<String> decode(byte[] content, Problems problems) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString());
        } catch (CharacterCodingException e) {
            problems.error(1, 1, "the file is not UTF-8 text; save it as UTF-8");
            return Optional.empty();
        }
    }

    private static Optional<Node> compose(String text, Problems problems) {
        Yaml yaml = new Yaml(options());
        try {
            if (!new YamlGuard(problems).admits(yaml.parse(new StringReader(text)))) {
                return Optional.empty();
            }
            Node root = yaml.compose(new StringReader(text));
            return new AliasExpansion(problems).isBounded(root) ? Optional.of(root) : Optional.empty();
        } catch (MarkedYAMLException e) {
            problems.error(e.getProblemMark(), "is not valid YAML: " + e.getProblem());
        } catch (ReaderException e) {
            String before = text.substring(0, text.offsetByCodePoints(0, e.getPosition()));
            int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
            problems.error(
                    line, before.length() - before.lastIndexOf('\n'), "has a character that YAML does not allow");
        } catch (YAMLException e) {
            problems.error(1, 1, "is not valid YAML: " + e.getMessage());
        }
        return Optional.empty();
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_BYTES);
        options.setNestingDepthLimit(MAX_DEPTH + 1);
        // AliasExpansion bounds what aliases cost; how many there are does not matter.
        options.setMaxAliasesForCollections(MAX_BYTES);
        return options;
    }
}
