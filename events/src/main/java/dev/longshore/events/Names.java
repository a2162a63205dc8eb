/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import java.util.regex.Pattern;

/** The shape of names that become file names, Kafka keys and Compose projects. */
public final class Names {
    /** Lower-case letters, digits, {@code . _ -}, beginning with a letter or digit, at most 63 characters. */
    public static final String PATTERN = "[a-z0-9][a-z0-9._-]{0,62}";

    private static final Pattern NAME = Pattern.compile(PATTERN);

    private Names() {}

    public static boolean isValid(String name) {
        return NAME.matcher(name).matches();
    }

    static String require(String what, String name) {
        if (!isValid(name)) {
            throw new IllegalArgumentException(
                    what + " must match " + PATTERN + ", but is '" + Text.printable(name, 80) + "'");
        }
        return name;
    }
}
