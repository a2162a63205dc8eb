/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.policy;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a path that Compose follows while it reads, with variables put in. Only variables of the stack's own {@code env} are known for
 * certain before Compose runs: they win over every env file.
 */
final class PathText {
    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:\\$|\\{([A-Za-z_][A-Za-z0-9_]*)}|([A-Za-z_][A-Za-z0-9_]*))");
    private static final Pattern REMOTE = Pattern.compile(
            "(?i)[a-z][a-z0-9+.-]*://.*|oci:.*|git@.*|[^/]+@[^/]+:.*|github\\.com/.*|[^/:]+\\.[^/:]+/.*\\.git(#.*)?");

    private PathText() {}

    /** Empty if it cannot be known. */
    static Optional<String> expanded(String text, Map<String, String> env) {
        if (text.indexOf('$') < 0) {
            return Optional.of(text);
        }
        Matcher matcher = VARIABLE.matcher(text);
        StringBuilder expanded = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            if (name == null || !env.containsKey(name)) {
                return Optional.empty();
            }
            matcher.appendReplacement(expanded, Matcher.quoteReplacement(env.getOrDefault(name, "")));
        }
        String rest = matcher.appendTail(expanded).toString();
        return rest.indexOf('$') < 0 ? Optional.of(rest) : Optional.empty();
    }

    /** Whether Compose would fetch it from elsewhere: git or oci. */
    static boolean isRemote(String text) {
        return REMOTE.matcher(text).matches();
    }
}
