/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A working tree that was not made equal to its remote. The message is for people: what, where, what to do; without credentials. */
public final class CheckoutException extends Exception {
    /** Who must act. */
    public enum Kind {
        /** Somebody works in the tree, or it is somebody else's. Nothing was touched. */
        CONFLICT,
        /** The remote did not answer, refused us, or has no such branch. */
        UNREACHABLE,
        /** The tree or its repository cannot be read. */
        UNREADABLE,
        /** Another run, or a Git command, works in the tree. */
        BUSY,
        /** What the remote has may not be used, or there is no room for it. */
        FAILED
    }

    private final Kind kind;
    private final String reason;

    CheckoutException(Kind kind, String reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.reason = reason;
    }

    static CheckoutException conflict(String reason, String message) {
        return new CheckoutException(Kind.CONFLICT, reason, message, null);
    }

    static CheckoutException unreadable(String message, Throwable cause) {
        return new CheckoutException(Kind.UNREADABLE, "tree.unreadable", message, cause);
    }

    public Kind kind() {
        return kind;
    }

    /** Stable dotted code, such as {@code source.timeout} or {@code tree.local_changes}. */
    public String reason() {
        return reason;
    }

    /** For people. */
    public String text() {
        return Objects.requireNonNullElse(getMessage(), reason);
    }
}
