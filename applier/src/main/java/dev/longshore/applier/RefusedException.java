/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.events.StackId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A revision must not be applied, and nothing was touched by it. Trying again cannot help: the commit, this host, or one of
 * {@link #blockedBy} has to change.
 */
final class RefusedException extends RuntimeException {
    private final String reason;
    private final List<StackId> blockedBy;

    RefusedException(String reason, String message) {
        this(reason, message, null, List.of());
    }

    RefusedException(String reason, String message, Throwable cause) {
        this(reason, message, cause, List.of());
    }

    private RefusedException(String reason, String message, @Nullable Throwable cause, List<StackId> blockedBy) {
        super(message, cause);
        this.reason = reason;
        this.blockedBy = List.copyOf(blockedBy);
    }

    /** It would help if one of these stacks of this host went or became another. */
    static RefusedException becauseOf(List<StackId> stacks, String reason, String message) {
        return new RefusedException(reason, message, null, stacks);
    }

    String reason() {
        return reason;
    }

    /** Stacks of which a change makes another try worthwhile. */
    List<StackId> blockedBy() {
        return blockedBy;
    }
}
