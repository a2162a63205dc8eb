/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What of a build context is not sent to the builder: a {@code .dockerignore}, read as moby/patternmatcher reads it. A pattern that nothing
 * can be made of leaves nothing out: better a build too many than one too few.
 */
final class DockerIgnore {
    static final DockerIgnore NOTHING = new DockerIgnore(List.of());

    private static final Pattern TOKEN = Pattern.compile("\\*\\*/?|\\*|\\?|\\\\.|\\[\\^?[^\\]]*]|.", Pattern.DOTALL);

    private final List<Rule> rules;

    private DockerIgnore(List<Rule> rules) {
        this.rules = rules;
    }

    private record Rule(Pattern pattern, boolean excepts) {
        /** A folder that is left out takes what is in it along. */
        boolean matches(String path) {
            for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
                if (pattern.matcher(path.substring(0, end)).matches()) {
                    return true;
                }
            }
            return pattern.matcher(path).matches();
        }
    }

    static DockerIgnore parse(String text) {
        try {
            return new DockerIgnore(rules(text));
        } catch (PatternSyntaxException e) {
            return NOTHING; // Docker refuses such a file
        }
    }

    private static List<Rule> rules(String text) {
        List<Rule> rules = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String pattern = line.strip();
            boolean excepts = pattern.startsWith("!");
            String plain = excepts ? pattern.substring(1).strip() : pattern;
            if (!line.startsWith("#") && !plain.isEmpty() && plain.indexOf('\0') < 0) {
                String path = Path.of(plain).normalize().toString();
                String relative = path.length() > 1 && path.startsWith("/") ? path.substring(1) : path;
                rules.add(new Rule(Pattern.compile(regex(relative)), excepts));
            }
        }
        return rules;
    }

    /** @param path relative to the context */
    boolean leavesOut(String path) {
        boolean out = false;
        for (Rule rule : rules) {
            if (rule.excepts() == out && rule.matches(path)) {
                out = !rule.excepts();
            }
        }
        return out;
    }

    private static String regex(String pattern) {
        StringBuilder regex = new StringBuilder();
        Matcher tokens = TOKEN.matcher(pattern);
        while (tokens.find()) {
            String token = tokens.group();
            boolean last = tokens.end() == pattern.length();
            if (token.startsWith("**")) {
                regex.append(last ? ".*" : token.endsWith("/") ? "(?:.*/)?" : ".*");
            } else if (token.equals("*")) {
                regex.append("[^/]*");
            } else if (token.equals("?")) {
                regex.append("[^/]");
            } else if (token.startsWith("[") && token.length() > 1) {
                regex.append(token);
            } else {
                regex.append(Pattern.quote(token.startsWith("\\") && token.length() > 1 ? token.substring(1) : token));
            }
        }
        return regex.toString();
    }
}
