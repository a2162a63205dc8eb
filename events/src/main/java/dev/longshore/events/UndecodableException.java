/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

/** A record is not the event it should be: it belongs in the dead letter. The reason is a stable dotted code. */
public final class UndecodableException extends Exception {
    private final String reason;

    public UndecodableException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    public UndecodableException(String reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
