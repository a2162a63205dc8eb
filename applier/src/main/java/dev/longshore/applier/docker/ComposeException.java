/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

/** A Compose command failed, or a Compose project cannot be one. */
public final class ComposeException extends DockerFailure {
    public static final String INVALID = "compose.invalid";
    public static final String PULL_FAILED = "pull.failed";
    /** The registry wants credentials, or others. */
    public static final String PULL_DENIED = "pull.denied";
    /** The registry has no such image. */
    public static final String PULL_NOT_FOUND = "pull.not_found";
    /** The registry was too slow. */
    public static final String PULL_TIMEOUT = "pull.timeout";

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
