/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import dev.longshore.events.DeploymentEvent.RolledBack;
import dev.longshore.events.EventFactory;
import dev.longshore.events.Revision;
import dev.longshore.events.StackId;
import dev.longshore.events.Text;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Writes the issue about a rollback: what failed, why, with the last lines of its log, and what to do. */
final class RollbackReport {
    private static final Pattern FENCE = Pattern.compile("`{3,}");
    private static final int TITLE = 200;
    private static final int MESSAGE = 20_000;

    private RollbackReport() {}

    static Issue of(RolledBack event) {
        String marker = marker(event.stack(), event.failed());
        String title = event.stack() + ": " + event.failed().brief() + " was rolled back (" + event.reason() + ")";
        return new Issue(marker, Text.firstLine(title, TITLE), body(event) + "\n" + marker + "\n");
    }

    /** Readers do not see it; the same stack and revision give the same, on every host. */
    static String marker(StackId stack, Revision failed) {
        return "<!-- longshore-rollback " + EventFactory.derivedId("rollback", stack.toString(), failed.toString())
                + " -->";
    }

    private static String body(RolledBack event) {
        return """
                Revision %s of the stack `%s` did not work on host `%s`, and was rolled back.

                | | |
                |---|---|
                | failed | `%s` |
                | runs again | `%s` |
                | reason | `%s` |
                | attempt | %d |

                %s

                Longshore does not try this revision again by itself. Push a commit that mends it; or, if the cause was elsewhere:

                ```
                longshore retry %s
                ```
                """.formatted(
                        event.failed().commit(),
                        event.stack(),
                        event.host(),
                        event.failed(),
                        event.revision(),
                        event.reason(),
                        event.attempt(),
                        quoted(Text.printable(event.message(), MESSAGE)),
                        event.stack());
    }

    /** What programs print must be neither Markdown nor a mention: in a fence that is longer than any in it. */
    private static String quoted(String text) {
        int longest = FENCE.matcher(text)
                .results()
                .map(MatchResult::group)
                .mapToInt(String::length)
                .max()
                .orElse(2);
        String fence = "`".repeat(Math.max(3, longest + 1));
        return fence + "text\n" + text + "\n" + fence;
    }
}
