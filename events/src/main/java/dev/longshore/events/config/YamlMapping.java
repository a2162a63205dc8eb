/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import dev.longshore.events.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** The keys of a mapping. Whoever reads one asks for each key it knows and then calls {@link #refuseOtherKeys()}. */
final class YamlMapping {
    private final YamlValue self;
    private final Problems problems;
    private final boolean usable;
    private final Map<String, YamlValue> values = new LinkedHashMap<>();
    private final Map<String, Node> keys = new LinkedHashMap<>();
    private final TreeSet<String> known = new TreeSet<>();

    YamlMapping(MappingNode node, YamlValue self, Problems problems) {
        this(self, problems, true);
        node.getValue().forEach(this::add);
    }

    private YamlMapping(YamlValue self, Problems problems, boolean usable) {
        this.self = self;
        this.problems = problems;
        this.usable = usable;
    }

    /** What stands in for a value that is no mapping, so that reading goes on; it does not miss its required keys. */
    static YamlMapping unusable(YamlValue self, Problems problems) {
        return new YamlMapping(self, problems, false);
    }

    /** The value of a key that may be absent; null then, or after a problem was recorded. */
    <T> @Nullable T optional(String key, ValueReader<T> reader) {
        known.add(key);
        YamlValue value = values.get(key);
        return value == null ? null : reader.read(value);
    }

    /** The value of a key that may be absent; the default then, or after a problem was recorded. */
    <T> T optional(String key, ValueReader<T> reader, T whenAbsent) {
        T read = optional(key, reader);
        return read == null ? whenAbsent : read;
    }

    /** The value of a key that must be there; null only after a problem was recorded. */
    <T> @Nullable T required(String key, ValueReader<T> reader) {
        if (usable && !values.containsKey(key)) {
            self.error("has no '" + key + "', which is required");
        }
        return optional(key, reader);
    }

    /** The elements of a list; none when the key is absent. */
    <T> List<T> list(String key, ValueReader<T> element) {
        return optional(key, value -> value.list(element), List.of());
    }

    /** The entries of a mapping whose keys are the user's own, in the order of the file; none when the key is absent. */
    <T> Map<String, T> entries(String key, EntryReader<T> entry) {
        return optional(key, value -> value.mapping().entries(entry), Map.of());
    }

    /** All entries of a mapping whose keys are the user's own, in the order of the file. */
    <T> Map<String, T> entries(EntryReader<T> entry) {
        Map<String, T> read = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            T made = entry.read(key, value);
            if (made != null) {
                read.put(key, made);
            }
        });
        return read;
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** Records a problem with the mapping as a whole. */
    void error(String message) {
        self.error(message);
    }

    /** Records a warning about the mapping as a whole. */
    void warning(String message) {
        self.warning(message);
    }

    /** Records a problem for each key that was never asked for. */
    void refuseOtherKeys() {
        keys.forEach((key, node) -> {
            if (!known.contains(key)) {
                String help = NearestName.of(key, known)
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("known keys are " + String.join(", ", known));
                problems.error(node, self.path(), "unknown key '" + Text.printable(key, 80) + "'; " + help);
            }
        });
    }

    private void add(NodeTuple entry) {
        Node keyNode = entry.getKeyNode();
        if (!(keyNode instanceof ScalarNode scalar) || !keyNode.getTag().equals(Tag.STR)) {
            boolean merge = keyNode.getTag().equals(Tag.MERGE);
            String message = merge
                    ? "merge keys (<<) are not supported; repeat the keys"
                    : "a key must be a string; write it in quotes";
            problems.error(keyNode, self.path(), message);
            return;
        }
        String key = scalar.getValue();
        Node first = keys.putIfAbsent(key, keyNode);
        if (first == null) {
            values.put(key, new YamlValue(entry.getValueNode(), childPath(key), problems));
        } else {
            int line = first.getStartMark().getLine() + 1;
            problems.error(
                    keyNode,
                    self.path(),
                    "duplicate key '" + Text.printable(key, 80) + "', which is already on line " + line);
        }
    }

    private String childPath(String key) {
        String printable = Text.printable(key, 80).replace('\n', '?');
        return self.path().isEmpty() ? printable : self.path() + "." + printable;
    }

    /** Makes something of an entry, or records a problem and returns null. */
    @FunctionalInterface
    interface EntryReader<T> {
        @Nullable
        T read(String key, YamlValue value);
    }
}
