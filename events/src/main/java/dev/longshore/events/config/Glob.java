/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A pattern in which {@code *} stands for any text, also none. */
public record Glob(String text) {
    private static final Pattern SYNTAX = Pattern.compile("[a-zA-Z0-9._*/@-]{1,200}");

    public Glob {
        if (!SYNTAX.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "must be a pattern such as deployment.* (letters, digits and . _ - / @ *), but is '" + text + "'");
        }
    }

    public boolean matches(String whole) {
        return regex(text).matcher(whole).matches();
    }

    /** Whether it could match something that begins with {@code folder} and a slash. */
    public boolean matchesBelow(String folder) {
        int slash = text.indexOf('/');
        return regex(slash < 0 ? text : text.substring(0, slash))
                .matcher(folder)
                .matches();
    }

    private static Pattern regex(String glob) {
        return Pattern.compile(
                Arrays.stream(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }

    @Override
    public String toString() {
        return text;
    }
}
