/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * How large a tree becomes when its aliases are written out. Each node is counted once, so that a "billion laughs" costs no more than
 * its text. Aliases point backwards: the recursion is no deeper than the text is nested.
 */
final class AliasExpansion {
    private static final long MAX_VALUES = 100_000;
    private static final long IN_PROGRESS = -1;

    private final Problems problems;
    private final IdentityHashMap<Node, Long> sizes = new IdentityHashMap<>();

    AliasExpansion(Problems problems) {
        this.problems = problems;
    }

    /** Whether the tree, aliases written out, is finite and small; if not, a problem says where. */
    boolean isBounded(Node root) {
        return size(root) <= MAX_VALUES;
    }

    private long size(Node node) {
        Long known = sizes.get(node);
        if (known != null) {
            return known == IN_PROGRESS ? refuse(node, "contains itself through an alias") : known;
        }
        sizes.put(node, IN_PROGRESS);
        long size = 1;
        for (Node child : children(node)) {
            size += size(child);
            if (size > MAX_VALUES) {
                size = problems.hasErrors() ? size : refuse(node, "becomes too large when its aliases are written out");
                break;
            }
        }
        sizes.put(node, size);
        return size;
    }

    private long refuse(Node node, String message) {
        problems.error(node, "", message);
        return MAX_VALUES + 1;
    }

    private static List<Node> children(Node node) {
        if (node instanceof MappingNode mapping) {
            return mapping.getValue().stream()
                    .flatMap(t -> Stream.of(t.getKeyNode(), t.getValueNode()))
                    .toList();
        }
        return node instanceof SequenceNode sequence ? sequence.getValue() : List.of();
    }
}
