/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.exit;

/** Ends a command: the message goes to standard error, the status to the shell. */
public final class CommandFailure extends RuntimeException {
    private final int exitCode;

    /** What went wrong, where, and what to do about it; {@code exitCode} is one of {@link ExitCode}. */
    public CommandFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public CommandFailure(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
