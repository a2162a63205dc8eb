/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the reason codes of hosts mean for the status. */
final class Reasons {
    /** Beginnings of the reasons of failures that come before the first container is touched. */
    private static final List<String> HARMLESS =
            List.of("bundle.", "compose.", "policy.", "pull.", "build.", "depends.", "signature.");

    private Reasons() {}

    /** Whether it is the answer to a person's command, not a revision's own fate. */
    static boolean isCommand(@Nullable String reason) {
        return reason != null && reason.startsWith("command.");
    }

    /** Whether the revision waits for another stack, and is applied after it. */
    static boolean isWaiting(@Nullable String reason) {
        return reason != null && (reason.equals("depends.waiting") || reason.equals("depends.missing"));
    }

    /** Whether a deployment was skipped because its revision is known to be bad. */
    static boolean isQuarantine(@Nullable String reason) {
        return reason != null && reason.contains("quarantine");
    }

    /** Whether nothing was touched: what runs is as healthy as it was. */
    static boolean isHarmless(@Nullable String reason) {
        return reason != null && HARMLESS.stream().anyMatch(reason::startsWith);
    }
}
