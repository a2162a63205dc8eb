/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

/** The Docker Engine did not answer, or answered no; or Compose could not do its work because of that. Never a revision's fault. */
public final class EngineException extends DockerFailure {
    /** It cannot be reached. */
    public static final String UNAVAILABLE = "engine.unreachable";
    /** It takes calls, and does not answer them in time. */
    public static final String TIMEOUT = "engine.timeout";
    /** It refused or failed. */
    public static final String FAILED = "engine.failed";
    /** Somebody killed Compose, such as the kernel for want of memory. */
    public static final String KILLED = "apply.killed";

    EngineException(String reason, String message) {
        super(reason, message);
    }

    EngineException(String reason, String message, Throwable cause) {
        super(reason, message, cause);
    }
}
