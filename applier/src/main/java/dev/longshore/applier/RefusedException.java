/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

/** A revision must not be applied, and nothing was touched by it. Trying again cannot help: the commit, or this host, has to change. */
final class RefusedException extends RuntimeException {
    private final String reason;

    RefusedException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    RefusedException(String reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
