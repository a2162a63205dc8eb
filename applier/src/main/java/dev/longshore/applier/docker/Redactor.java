/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import dev.longshore.events.Text;
import java.util.List;
import java.util.regex.Pattern;

/** Takes credentials, as far as they can be recognised, and terminal escapes out of what programs print. */
public final class Redactor {
    private static final String HIDDEN = "[redacted]";
    /** Group 1 stays. No pattern looks back or nests repetition, so that hostile text takes no more than linear time. */
    private static final List<Pattern> SECRETS = List.of(
            Pattern.compile("(://)[^/@\\s]{1,512}(?=@)"),
            Pattern.compile("(?i)(\\b(?:bearer|basic)\\s)[a-z0-9+/=._~-]{8,}"),
            Pattern.compile(
                    "(?i)((?:password|passwd|secret|token|api[_-]?key|credential)[a-z0-9_-]{0,20}[\"']?\\s?[=:]\\s?)[^\\s,;]+"),
            Pattern.compile("(\\b)(?:gh[pousr]_|github_pat_|glpat-|xox[abp]-|AKIA)[A-Za-z0-9_-]{8,}"));

    private Redactor() {}

    /** {@code text} fit for logs and events, at most {@code limit} characters of it. */
    public static String redact(String text, int limit) {
        // Bounded before the patterns run, and wide enough that none is cut where it would show.
        String bounded = text.length() > 4 * limit + 4_096 ? text.substring(0, 4 * limit + 4_096) : text;
        for (Pattern secret : SECRETS) {
            bounded = secret.matcher(bounded).replaceAll("$1" + HIDDEN);
        }
        return Text.printable(bounded, limit);
    }
}
