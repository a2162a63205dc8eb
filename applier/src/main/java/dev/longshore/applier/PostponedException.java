/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

/** A step cannot be done now; the revision is not to blame, and trying again later can help. */
final class PostponedException extends RuntimeException {
    private final String reason;

    PostponedException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    PostponedException(String reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
