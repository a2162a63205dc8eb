/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import dev.longshore.applier.process.CommandRunner;
import java.util.Locale;
import java.util.regex.Pattern;

/** Why an image could not be pulled, from what registries and engines say. */
final class PullComplaint {
    private static final Pattern DENIED = Pattern.compile(
            "unauthorized|authentication required|no basic auth credentials|pull access denied|denied:|403 forbidden|401 unauthorized");
    private static final Pattern MISSING = Pattern.compile(
            "manifest unknown|manifest for .* not found|name unknown|repository .* not found|not found");

    private PullComplaint() {}

    /** {@code pull.denied}, {@code pull.not_found}, {@code pull.timeout}, else {@code pull.failed}. */
    static String reason(CommandRunner.Outcome outcome) {
        String said = outcome.err().toLowerCase(Locale.ROOT);
        if (outcome.timedOut()) {
            return ComposeException.PULL_TIMEOUT;
        }
        if (DENIED.matcher(said).find()) {
            return ComposeException.PULL_DENIED;
        }
        return MISSING.matcher(said).find() ? ComposeException.PULL_NOT_FOUND : ComposeException.PULL_FAILED;
    }
}
