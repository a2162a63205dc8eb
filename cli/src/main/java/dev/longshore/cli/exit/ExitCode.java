/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.exit;

/** What a command's exit status says; those from 64 on are of BSD's {@code sysexits.h}. */
public final class ExitCode {
    public static final int DONE = 0;
    /** The deployment or sync failed. */
    public static final int FAILED = 1;

    public static final int USAGE = 2;
    public static final int NOT_FOUND = 4;
    /** {@code checkout} changed something. */
    public static final int CHANGED = 10;

    public static final int UNREADABLE = 66;
    public static final int UNREACHABLE = 69;
    public static final int INTERNAL = 70;
    public static final int TIMED_OUT = 75;
    public static final int CONFIGURATION = 78;

    private ExitCode() {}
}
