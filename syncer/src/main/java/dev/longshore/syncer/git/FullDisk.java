/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import java.util.Objects;

/** The data directory has no room: nobody's fault but this machine's, and over when there is room again. */
public final class FullDisk {
    private FullDisk() {}

    /** Whether this, or what caused it, is ENOSPC or EDQUOT: Java has no exception of its own for them. */
    public static boolean isIn(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            String text = Objects.requireNonNullElse(t.getMessage(), "");
            if (text.contains("No space left on device") || text.contains("Disk quota exceeded")) {
                return true;
            }
        }
        return false;
    }

    /** @param what could not be written */
    public static SourceException failure(String what, Throwable cause) {
        return SourceException.generic(
                "source.no_space",
                what + ": no space left in the syncer's data directory; make room, or lower syncer.maxCache",
                cause);
    }
}
