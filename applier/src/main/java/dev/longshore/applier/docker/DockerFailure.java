/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

/** Docker or Compose did not do what was asked. The message says what, where and what to do; it is bounded and holds no secret. */
public abstract sealed class DockerFailure extends RuntimeException permits ComposeException, EngineException {
    private final String reason;

    DockerFailure(String reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    DockerFailure(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Stable dotted code, such as {@code pull.failed}. */
    public String reason() {
        return reason;
    }

    /** Whether the engine was not there, or hangs: then trying again later can help, and the revision is not to blame. */
    public boolean isUnavailable() {
        return reason.equals(EngineException.UNAVAILABLE) || reason.equals(EngineException.TIMEOUT);
    }
}
