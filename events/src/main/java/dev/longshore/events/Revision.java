/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A commit on a branch, written {@code main@sha1:<40 hex>} (the notation of Flux's artifacts). */
public record Revision(String branch, String commit) {
    private static final Pattern FORM = Pattern.compile("(?<branch>.+)@sha1:(?<commit>[0-9a-f]{40})");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    public Revision {
        if (branch.isEmpty() || !COMMIT.matcher(commit).matches()) {
            throw new IllegalArgumentException(
                    "not a branch and a full commit id: " + Text.printable(branch + " " + commit, 120));
        }
        branch = branch.intern(); // thousands of statuses name a few of them, many times
        commit = commit.intern();
    }

    @JsonCreator
    public static Revision parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "a revision is written branch@sha1:<40 hex>, not '" + Text.printable(text, 120) + "'");
        }
        return new Revision(form.group("branch"), form.group("commit"));
    }

    /** For people: branch and the first seven characters of the commit. */
    public String brief() {
        return branch + "@" + commit.substring(0, 7);
    }

    @JsonValue
    @Override
    public String toString() {
        return branch + "@sha1:" + commit;
    }
}
