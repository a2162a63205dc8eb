/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import dev.longshore.events.SourceEvent.ErrorClass;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A repository that cannot be read, or whose content cannot be announced. The message is for people and free of credentials. */
public final class SourceException extends Exception {
    private final ErrorClass errorClass;
    private final String reason;
    private final transient @Nullable Instant retryAt;

    private SourceException(
            ErrorClass errorClass,
            String reason,
            String message,
            @Nullable Instant retryAt,
            @Nullable Throwable cause) {
        super(message, cause);
        this.errorClass = errorClass;
        this.reason = reason;
        this.retryAt = retryAt;
    }

    /** A human must act first. */
    public static SourceException stalled(String reason, String message, @Nullable Throwable cause) {
        return new SourceException(ErrorClass.STALLED, reason, message, null, cause);
    }

    /** The remote said when to come back. */
    public static SourceException waiting(String reason, String message, Instant retryAt, @Nullable Throwable cause) {
        return new SourceException(ErrorClass.WAITING, reason, message, retryAt, cause);
    }

    /** May work the next time. */
    public static SourceException generic(String reason, String message, @Nullable Throwable cause) {
        return new SourceException(ErrorClass.GENERIC, reason, message, null, cause);
    }

    public ErrorClass errorClass() {
        return errorClass;
    }

    /** Stable dotted code, such as {@code source.auth}. */
    public String reason() {
        return reason;
    }

    /** When the remote wants to see us again; null unless {@code WAITING}. */
    public @Nullable Instant retryAt() {
        return retryAt;
    }

    public String text() {
        return Objects.requireNonNullElse(getMessage(), reason);
    }
}
