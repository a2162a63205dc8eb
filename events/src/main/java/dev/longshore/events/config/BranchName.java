/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.util.regex.Pattern;

/** The rules of {@code git check-ref-format} for a branch. */
public final class BranchName {
    private static final int MAX_LENGTH = 244;
    private static final Pattern FORBIDDEN = Pattern.compile(
            "[\\p{Cntrl} ~^:?*\\[\\\\]|\\.\\.|@\\{|//|/\\.|^[./-]|\\.lock(/|$)|[./]$|^@$|^refs/|^HEAD$");

    private BranchName() {}

    /**
     * Refuses what is none.
     *
     * @throws IllegalArgumentException saying what it must be
     */
    public static String require(String text) {
        if (text.isEmpty()
                || text.length() > MAX_LENGTH
                || FORBIDDEN.matcher(text).find()) {
            throw new IllegalArgumentException("must be the short name of a branch, such as main");
        }
        return text;
    }
}
