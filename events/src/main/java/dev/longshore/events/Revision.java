/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A commit on a branch, written {@code main@sha1:<40 hex>} (the notation of Flux's artifacts). */
public record Revision(String branch, String commit) {
    private static final String BETWEEN = "@sha1:";
    private static final int DIGITS = 40;
    private static final String LINE_ENDS = "\n\r\u0085\u2028\u2029";

    public Revision {
        if (branch.isEmpty() || !isCommit(commit)) {
            throw new IllegalArgumentException(
                    "not a branch and a full commit id: " + Text.printable(branch + " " + commit, 120));
        }
        branch = branch.intern(); // thousands of statuses name a few of them, many times
        commit = commit.intern();
    }

    @JsonCreator
    public static Revision parse(String text) {
        int end = text.lastIndexOf(BETWEEN); // no regular expression: most of what is read are revisions
        if (end < 1 || hasLineEnd(text) || !isCommit(text.substring(end + BETWEEN.length()))) {
            throw new IllegalArgumentException(
                    "a revision is written branch@sha1:<40 hex>, not '" + Text.printable(text, 120) + "'");
        }
        return new Revision(text.substring(0, end), text.substring(end + BETWEEN.length()));
    }

    private static boolean isCommit(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return text.length() == DIGITS;
    }

    private static boolean hasLineEnd(String text) {
        for (int i = 0; i < LINE_ENDS.length(); i++) {
            if (text.indexOf(LINE_ENDS.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
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
