/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

import dev.longshore.events.Text;

/** Text from outside for a log line or an answer: no control characters, and no line of its own. */
public final class OneLine {
    private OneLine() {}

    /** {@code text} without control characters and line breaks of any kind, cut to {@code limit} characters. */
    public static String of(String text, int limit) {
        return Text.printable(text, limit).replaceAll("[\\n\\t\\u2028\\u2029]", "?");
    }
}
