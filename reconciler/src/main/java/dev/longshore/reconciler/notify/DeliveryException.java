/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A message was not taken. The message of the exception is for people and never has a credential in it, nor what a server answered. */
public final class DeliveryException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What that means for the message. */
    public enum Kind {
        /** The receiver is away or busy: tried again until it is back. */
        TROUBLE,
        /** A person has to correct the configuration or a credential: tried again, more seldom, until that is done. */
        SETUP,
        /** The receiver wants none of this message: after a few tries it goes to the dead letter, and the next one follows. */
        REJECTED;

        /** For metrics. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Kind kind;
    private final @Nullable Duration retryAfter;

    public DeliveryException(Kind kind, String message) {
        this(kind, message, null, null);
    }

    /** @param retryAfter what the receiver asked for; null if it did not */
    public DeliveryException(Kind kind, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    public Kind kind() {
        return kind;
    }

    /** How long the receiver wants to be left alone; null if it did not say. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** What the status code of an answer means; a code of success means nothing. */
    public static Kind ofStatus(int status) {
        return switch (status) {
            case 408, 425, 429 -> Kind.TROUBLE;
            case 401, 402, 403, 404, 405, 407, 410, 421 -> Kind.SETUP;
            default -> status >= 300 && status < 400 ? Kind.SETUP : status < 500 ? Kind.REJECTED : Kind.TROUBLE;
        };
    }
}
