/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

/** Text from outside, made fit for a terminal, a log line and an event. */
public final class Text {
    private Text() {}

    /** {@code text} with control characters (terminal escapes among them) replaced by {@code ?}, and cut to {@code limit} characters. */
    public static String printable(String text, int limit) {
        String cut = text.length() <= limit ? text : text.substring(0, limit) + "…";
        StringBuilder clean = new StringBuilder(cut.length());
        cut.codePoints().forEach(c -> clean.appendCodePoint(isControl(c) ? '?' : c));
        return clean.toString();
    }

    /** The first line of {@code text}, made {@link #printable}: what follows in a library's message is for its developers. */
    public static String firstLine(String text, int limit) {
        return printable(text.lines().findFirst().orElse(""), limit);
    }

    private static boolean isControl(int codePoint) {
        int type = Character.getType(codePoint);
        return codePoint != '\n'
                && codePoint != '\t'
                && (type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE);
    }
}
