/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

/** A Compose command failed, or a Compose project cannot be one. */
public final class ComposeException extends DockerFailure {
    public static final String INVALID = "compose.invalid";
    public static final String PULL_FAILED = "pull.failed";
    public static final String BUILD_FAILED = "build.failed";
    public static final String APPLY_FAILED = "apply.failed";
    public static final String APPLY_TIMEOUT = "apply.timeout";

    ComposeException(String reason, String message) {
        super(reason, message);
    }

    ComposeException(String reason, String message, Throwable cause) {
        super(reason, message, cause);
    }
}
