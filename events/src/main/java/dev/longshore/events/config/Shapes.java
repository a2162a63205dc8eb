/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import dev.longshore.events.Names;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The shapes of values that several sections share. */
final class Shapes {
    /** Between two rounds of anything: often enough to be useful, seldom enough not to be a load. */
    static final ValueReader<Duration> INTERVAL = Quantity.duration("1s", "7d");

    /** A repository, stack, host or webhook. */
    static final ValueReader<String> NAME = matching(
            "a name",
            Names.PATTERN,
            "lower-case letters, digits and . _ -, beginning with a letter or digit, at most 63");

    /** A stack of the same repository by its name, or one of another as {@code repository/stack}. */
    static final ValueReader<String> STACK = matching(
            "a stack",
            Names.PATTERN + "(/" + Names.PATTERN + ")?",
            "its name, or repository/stack for another repository's");

    /** A Compose project; Compose itself allows no dots. */
    static final ValueReader<String> PROJECT = matching(
            "a Compose project name",
            "[a-z0-9][a-z0-9_-]{0,62}",
            "lower-case letters, digits and _ -, beginning with a letter or digit, at most 63");

    /** A Compose profile. */
    static final ValueReader<String> PROFILE =
            matching("a profile name", "[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}", "letters, digits and _ . -, at most 63");

    /** A relative path that stays inside, in its shortest form. */
    static final ValueReader<String> INSIDE_PATH = value -> value.parsed("a relative path", Shapes::insidePath);

    private static final int MAX_PATH = 1024;
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,254}");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,62}");

    /** Variables of the program that runs the stack, not of the stack: they would steer Compose or the loader. */
    private static final Pattern STEERING = Pattern.compile("(COMPOSE|BUILDKIT|BUILDX|LD)_.*"
            + "|DOCKER_(HOST|CONTEXT|CONFIG|CERT_PATH|TLS|TLS_VERIFY|API_VERSION|BUILDKIT|DEFAULT_PLATFORM|CUSTOM_HEADERS)"
            + "|DOCKER_(CONTENT_TRUST|CLI)(_.*)?|PATH|HOME|PWD|TMPDIR|GODEBUG|SSH_AUTH_SOCK");

    private Shapes() {}

    static ValueReader<Integer> integer(int min, int max) {
        return value -> value.integer(min, max);
    }

    /** A string that matches; {@code allowed} says in words what does. */
    static ValueReader<String> matching(String what, String regex, String allowed) {
        Pattern pattern = Pattern.compile(regex);
        return value -> value.parsed(what, text -> {
            if (!pattern.matcher(text).matches()) {
                throw new IllegalArgumentException(
                        "must be " + what + " (" + allowed + "), but is '" + shortened(text) + "'");
            }
            return text;
        });
    }

    /** An environment variable of a stack. */
    static @Nullable String variable(String name, YamlValue value) {
        if (!VARIABLE.matcher(name).matches()) {
            return value.refuse("its key is not the name of an environment variable");
        }
        if (STEERING.matcher(name.toUpperCase(Locale.ROOT)).matches()) {
            return value.refuse("would steer Docker itself and cannot be set for a stack; remove it");
        }
        String text = value.plainText();
        return text != null && text.indexOf('\0') >= 0 ? value.refuse("has a NUL character") : text;
    }

    /** A label of a host. */
    static @Nullable String label(String key, YamlValue value) {
        if (!LABEL.matcher(key).matches()) {
            return value.refuse("its key is not a label (letters, digits and . _ / -, at most 63)");
        }
        String text = value.plainText();
        return text != null && (text.length() > 253 || text.chars().anyMatch(Character::isISOControl))
                ? value.refuse("must be printable and at most 253 characters")
                : text;
    }

    private static String insidePath(String text) {
        if (text.isEmpty()
                || text.length() > MAX_PATH
                || text.chars().anyMatch(c -> Character.isISOControl(c) || c == '\\')) {
            throw new IllegalArgumentException(
                    "must be a path of 1 to " + MAX_PATH + " characters without control characters and backslashes");
        }
        if (text.startsWith("/")) {
            throw new IllegalArgumentException("must be relative to the repository, but begins with a slash");
        }
        Deque<String> parts = new ArrayDeque<>();
        for (String part : text.split("/", -1)) {
            if (part.equals("..") || part.equalsIgnoreCase(".git")) {
                throw new IllegalArgumentException("must not contain '" + part + "'");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return parts.isEmpty() ? "." : String.join("/", parts);
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
