/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text with placeholders such as {@code {stack}}. Braces around anything that is no plain word, as in JSON, are text. */
public final class Template {
    /** What may stand in braces. */
    public static final List<String> PLACEHOLDERS = List.of(
            "id",
            "title",
            "text",
            "severity",
            "type",
            "stack",
            "host",
            "repository",
            "revision",
            "commit",
            "reason",
            "message",
            "count",
            "time");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z][A-Za-z0-9]*)}");

    private final String source;
    /** Text and names of placeholders in turn, text first. */
    private final List<String> parts = new ArrayList<>();

    private Template(String source) {
        this.source = source;
        Matcher found = PLACEHOLDER.matcher(source);
        int end = 0;
        while (found.find()) {
            parts.add(source.substring(end, found.start()));
            parts.add(found.group(1));
            end = found.end();
        }
        parts.add(source.substring(end));
    }

    /** Throws {@link IllegalArgumentException} for an unknown placeholder. */
    public static Template parse(String source) {
        Template template = new Template(source);
        for (int i = 1; i < template.parts.size(); i += 2) {
            String name = template.parts.get(i);
            if (!PLACEHOLDERS.contains(name)) {
                String help = NearestName.of(name, PLACEHOLDERS)
                        .map(near -> "did you mean {" + near + "}?")
                        .orElse("known are {" + String.join("}, {", PLACEHOLDERS) + "}");
                throw new IllegalArgumentException("has the unknown placeholder {" + name + "}; " + help);
            }
        }
        return template;
    }

    /**
     * @param values of all placeholders
     * @param escape applied to each value: what keeps it from breaking out of where it stands
     */
    public String fill(Map<String, String> values, UnaryOperator<String> escape) {
        StringBuilder filled = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            filled.append(i % 2 == 0 ? part : escape.apply(values.getOrDefault(part, "")));
        }
        return filled.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Template template && template.source.equals(source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    @Override
    public String toString() {
        return source;
    }
}
