/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads YAML nodes as Compose would: merge keys flattened, aliases followed. A key that is there twice counts twice. */
final class Nodes {
    private static final int MERGES = 32;

    private Nodes() {}

    /** A key with its value. */
    record Entry(String key, Node keyNode, Node value) {
        int line() {
            return keyNode.getStartMark().getLine() + 1;
        }
    }

    /** The entries of a mapping, merged ones too; none of anything else. */
    static List<Entry> entries(@Nullable Node node) {
        List<Entry> entries = new ArrayList<>();
        addEntries(node, entries, 0);
        return entries;
    }

    private static void addEntries(@Nullable Node node, List<Entry> entries, int depth) {
        if (depth > MERGES || !(node instanceof MappingNode mapping)) {
            return;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                continue;
            }
            if (key.getValue().equals("<<")) {
                items(tuple.getValueNode()).forEach(merged -> addEntries(merged, entries, depth + 1));
            } else {
                entries.add(new Entry(key.getValue(), key, tuple.getValueNode()));
            }
        }
    }

    /** The entries under {@code key}. */
    static Stream<Entry> under(@Nullable Node node, String key) {
        return entries(node).stream().filter(entry -> entry.key().equals(key));
    }

    /** The values of {@code key} in each mapping that {@code key} may be in. */
    static Stream<Entry> children(@Nullable Node node, String key) {
        return under(node, key).flatMap(entry -> entries(entry.value()).stream());
    }

    /** The elements of a list; of anything else, itself. */
    static List<Node> items(Node node) {
        return node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node);
    }

    static @Nullable String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }

    /** Every scalar, keys too, each once. */
    static void scalars(Node root, Consumer<ScalarNode> visitor) {
        Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Node> waiting = new ArrayList<>(List.of(root));
        while (!waiting.isEmpty()) {
            Node node = waiting.remove(waiting.size() - 1);
            if (!seen.add(node)) {
                continue;
            }
            if (node instanceof ScalarNode scalar) {
                visitor.accept(scalar);
            } else if (node instanceof SequenceNode sequence) {
                waiting.addAll(sequence.getValue());
            } else if (node instanceof MappingNode mapping) {
                mapping.getValue().forEach(tuple -> {
                    waiting.add(tuple.getKeyNode());
                    waiting.add(tuple.getValueNode());
                });
            }
        }
    }
}
