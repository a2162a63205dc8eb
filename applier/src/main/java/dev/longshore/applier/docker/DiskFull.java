/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import java.util.regex.Pattern;

/** Recognises a file system that is full, ours or the engine's, by what {@code errno(3)} ENOSPC and EDQUOT are called. */
public final class DiskFull {
    /** Nobody's revision is to blame; trying again helps once there is space. */
    public static final String REASON = "host.disk_full";

    private static final Pattern SAID = Pattern.compile("(?i)no space left on device|disk quota exceeded");

    private DiskFull() {}

    /** Whether this is, or comes from, a write that found no space. */
    public static boolean isCauseOf(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (isSaidIn(String.valueOf(t.getMessage()))) {
                return true;
            }
        }
        return false;
    }

    static boolean isSaidIn(String text) {
        return SAID.matcher(text).find();
    }
}
