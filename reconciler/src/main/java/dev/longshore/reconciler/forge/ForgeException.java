/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A Git host did not do what it was asked; the message says what, where, and what to do, and has no credential in it. */
final class ForgeException extends Exception {
    /** Whether it makes sense to ask again. */
    enum Kind {
        /** The host or the way to it is in trouble, or the token is not accepted: it may work later. */
        TEMPORARY,
        /** The host said when to come back. */
        WAITING,
        /** It will not be done, however often it is asked for. */
        REFUSED
    }

    private final Kind kind;
    private final transient @Nullable Duration retryAfter;

    private ForgeException(Kind kind, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    static ForgeException temporary(String message, @Nullable Throwable cause) {
        return new ForgeException(Kind.TEMPORARY, message, null, cause);
    }

    static ForgeException waiting(String message, Duration retryAfter) {
        return new ForgeException(Kind.WAITING, message, retryAfter, null);
    }

    static ForgeException refused(String message) {
        return new ForgeException(Kind.REFUSED, message, null, null);
    }

    Kind kind() {
        return kind;
    }

    /** For {@link Kind#WAITING}: how long to leave the host alone; else null. */
    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}
