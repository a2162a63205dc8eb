/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A value in a file, which knows where it stands. Strict: what YAML 1.1 takes for a number, a date or a boolean ({@code no}) is not a
 * string.
 */
final class YamlValue {
    private static final int MAX_TEXT = 32 << 10;
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
    private static final Set<String> BOOLEANS = Set.of("true", "false");
    private static final Map<Tag, String> KINDS = Map.of(
            Tag.STR, "a string",
            Tag.BOOL, "a boolean",
            Tag.INT, "a number",
            Tag.FLOAT, "a number",
            Tag.NULL, "empty",
            Tag.TIMESTAMP, "a date",
            Tag.SEQ, "a list",
            Tag.MAP, "a mapping");

    private final Node node;
    private final String path;
    private final Problems problems;

    YamlValue(Node node, String path, Problems problems) {
        this.node = node;
        this.path = path;
        this.problems = problems;
    }

    void error(String message) {
        problems.error(node, path, message);
    }

    void warning(String message) {
        problems.warning(node, path, message);
    }

    /** Where it stands, such as {@code repositories[0].url}. */
    String path() {
        return path;
    }

    /** From 1. */
    int line() {
        return node.getStartMark().getLine() + 1;
    }

    /** A string. */
    @Nullable
    String string() {
        return string("a string");
    }

    /** A string that {@code parser} accepts; the message of its {@link IllegalArgumentException} becomes the problem. */
    <T> @Nullable T parsed(String expected, Function<String, T> parser) {
        String text = string(expected);
        return text == null ? null : apply(parser, text);
    }

    /** An integer in plain decimal notation; {@code 0777} is none. */
    @Nullable
    Integer integer(int min, int max) {
        if (!node.getTag().equals(Tag.INT) || !DECIMAL.matcher(scalar()).matches()) {
            return refuse("must be a whole number in decimal notation" + actual());
        }
        long value = Long.parseLong(scalar());
        if (value < min || value > max) {
            return refuse("must be between " + min + " and " + max + ", but is " + value);
        }
        return (int) value;
    }

    /** A string, or a number or boolean that every reading of YAML writes the same way ({@code 8080}, {@code true}; not {@code no}). */
    @Nullable
    String plainText() {
        boolean unambiguous =
                (node.getTag().equals(Tag.INT) && DECIMAL.matcher(scalar()).matches())
                        || (node.getTag().equals(Tag.BOOL) && BOOLEANS.contains(scalar()));
        return unambiguous ? scalar() : string();
    }

    /** A mapping; an empty one after a problem was recorded. */
    YamlMapping mapping() {
        if (node instanceof MappingNode mapping) {
            return new YamlMapping(mapping, this, problems);
        }
        error("must be a mapping" + actual());
        return YamlMapping.unusable(this, problems);
    }

    /** True or false, written so and not {@code yes} or {@code off}; null after a problem was recorded. */
    @Nullable
    Boolean bool() {
        if (node.getTag().equals(Tag.BOOL) && BOOLEANS.contains(scalar())) {
            return is("true");
        }
        return refuse("must be true or false" + actual());
    }

    boolean isMapping() {
        return node instanceof MappingNode;
    }

    /** A list; without the elements that have problems. */
    <T> List<T> list(ValueReader<T> reader) {
        List<T> elements = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            int index = 0;
            for (Node element : sequence.getValue()) {
                T read = reader.read(new YamlValue(element, path + "[" + index++ + "]", problems));
                if (read != null) {
                    elements.add(read);
                }
            }
        } else {
            error("must be a list" + actual());
        }
        return elements;
    }

    /** Whether it is this scalar, or, for {@code []}, an empty list. */
    boolean is(String literal) {
        return node instanceof SequenceNode sequence
                ? sequence.getValue().isEmpty() && literal.equals("[]")
                : scalar().equals(literal);
    }

    /** Records a problem and returns null, whatever a reader would have made of the value. */
    @SuppressWarnings("TypeParameterUnusedInFormals")
    <T> @Nullable T refuse(String message) {
        error(message);
        return null;
    }

    private @Nullable String string(String expected) {
        if (!node.getTag().equals(Tag.STR)) {
            String hint = node instanceof ScalarNode && !node.getTag().equals(Tag.NULL) && expected.equals("a string")
                    ? "; write it in quotes"
                    : "";
            return refuse("must be " + expected + actual() + hint);
        }
        return scalar().length() > MAX_TEXT ? refuse("is longer than 32 KiB") : scalar();
    }

    private <T> @Nullable T apply(Function<String, T> parser, String text) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            return refuse(String.valueOf(e.getMessage()));
        }
    }

    private String actual() {
        return ", but is " + KINDS.getOrDefault(node.getTag(), "something else");
    }

    private String scalar() {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }
}
