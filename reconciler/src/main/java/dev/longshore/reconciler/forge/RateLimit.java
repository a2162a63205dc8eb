/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Reads from an answer whether we asked too often, and when to come back: {@code Retry-After} (RFC 9110, 10.2.3), else the end of the
 * window ({@code X-RateLimit-Reset} of GitHub, {@code RateLimit-Reset} of GitLab, in seconds since 1970), else a minute, as GitHub asks for.
 */
final class RateLimit {
    private static final Duration DEFAULT = Duration.ofMinutes(1);
    private static final Duration MOST = Duration.ofHours(1);

    private RateLimit() {}

    /** How long to wait; null if it is another trouble. */
    static @Nullable Duration wait(Answer answer, Clock clock) {
        boolean exhausted = "0".equals(answer.header("X-RateLimit-Remaining"));
        boolean limited = answer.status() == 429
                || (answer.status() == 403
                        && (answer.header("Retry-After") != null || exhausted || answer.says("rate limit")))
                || (answer.status() == 503 && answer.header("Retry-After") != null);
        return limited ? bounded(asked(answer, clock.instant())) : null;
    }

    private static Duration asked(Answer answer, Instant now) {
        Duration after = retryAfter(answer.header("Retry-After"), now);
        if (after != null) {
            return after;
        }
        String reset = answer.header("X-RateLimit-Reset");
        Long seconds = number(reset == null ? answer.header("RateLimit-Reset") : reset);
        return seconds == null ? DEFAULT : Duration.between(now, Instant.ofEpochSecond(seconds));
    }

    private static @Nullable Duration retryAfter(@Nullable String header, Instant now) {
        Long seconds = number(header);
        if (header == null || seconds != null) {
            return seconds == null ? null : Duration.ofSeconds(seconds);
        }
        try {
            return Duration.between(
                    now,
                    ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException e) {
            return null; // not what the RFC says: then the next best hint counts
        }
    }

    private static @Nullable Long number(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,12}") ? Long.valueOf(text) : null;
    }

    private static Duration bounded(Duration asked) {
        Duration least = Duration.ofSeconds(1);
        return asked.compareTo(least) < 0 ? least : asked.compareTo(MOST) > 0 ? MOST : asked;
    }
}
