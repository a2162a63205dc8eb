/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

/** The Docker Engine did not answer, or answered no. */
public final class EngineException extends DockerFailure {
    /** It cannot be reached. */
    public static final String UNAVAILABLE = "docker.unavailable";
    /** It refused or failed. */
    public static final String FAILED = "docker.failed";

    EngineException(String reason, String message) {
        super(reason, message);
    }

    EngineException(String reason, String message, Throwable cause) {
        super(reason, message, cause);
    }
}
