/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.metrics;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reason codes as label values. There are some eighty of them; but they come from the log, and whoever may write there must not be able to
 * fill our memory with series. Used by one thread.
 */
final class BoundedLabel {
    private static final int MOST = 150;
    private static final Pattern CODE = Pattern.compile("[a-z_.]{1,60}");
    private static final String OTHER = "other";

    private final Set<String> seen = new HashSet<>();

    /** The code itself, or {@code other} for one too many and for what is no code. */
    String of(String code) {
        if (seen.contains(code)) {
            return code;
        }
        return seen.size() < MOST && CODE.matcher(code).matches() && seen.add(code) ? code : OTHER;
    }
}
