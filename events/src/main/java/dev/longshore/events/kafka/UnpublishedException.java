/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

/**
 * The log did not acknowledge what was to be published together; it may be on the log all the same. Whoever publishes must first learn
 * what the log has, under a new fence.
 */
public final class UnpublishedException extends Exception {
    private final boolean fenced;

    UnpublishedException(String publisher, boolean fenced, Throwable cause) {
        super(publisher + (fenced ? " has been fenced by a newer one" : " was not acknowledged"), cause);
        this.fenced = fenced;
    }

    UnpublishedException(String publisher) {
        super(publisher + " is closed");
        this.fenced = false;
    }

    /** Whether a newer publisher of the same name exists: nothing was published, and nothing ever will be by the old one. */
    public boolean isFenced() {
        return fenced;
    }
}
