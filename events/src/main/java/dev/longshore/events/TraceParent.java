/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code traceparent} values of W3C Trace Context, version 00. */
public final class TraceParent {
    private static final Pattern FORM = Pattern.compile("00-(?<trace>[0-9a-f]{32})-[0-9a-f]{16}-(?<flags>[0-9a-f]{2})");

    private TraceParent() {}

    /** A new trace. */
    public static String fresh() {
        return "00-" + hex(16) + "-" + hex(8) + "-01";
    }

    /** A new span in the trace of {@code parent}; a new trace where that is not a valid value. */
    public static String childOf(String parent) {
        Matcher form = FORM.matcher(parent);
        return form.matches() ? "00-" + form.group("trace") + "-" + hex(8) + "-" + form.group("flags") : fresh();
    }

    private static String hex(int bytes) {
        byte[] random = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(random);
        random[0] |= 1; // all zeros is invalid
        return HexFormat.of().formatHex(random);
    }
}
