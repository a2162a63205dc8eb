/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Readers of text with a unit. What they return throws {@link IllegalArgumentException} with a message for the user. */
final class Quantity {
    private static final Pattern DURATION = Pattern.compile("(?:[0-9]{1,9}(?:ms|s|m|h|d))+");
    private static final Pattern DURATION_PART = Pattern.compile("([0-9]+)(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,10})(B|KiB|MiB|GiB)");
    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,2})?)%");
    private static final Map<String, Duration> TIME_UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    private static final Map<String, Integer> SIZE_SHIFTS = Map.of("B", 0, "KiB", 10, "MiB", 20, "GiB", 30);

    private Quantity() {}

    /** A duration such as {@code 30s} or {@code 1h30m}, not shorter or longer than these. */
    static ValueReader<Duration> duration(String min, String max) {
        return value -> value.parsed(
                "a duration such as 30s, 5m or 1h30m",
                between(Quantity::parseDuration, parseDuration(min), parseDuration(max), min, max));
    }

    /** A number of bytes such as {@code 25MiB}, not less or more than these. */
    static ValueReader<Long> size(String min, String max) {
        return value -> value.parsed(
                "a size such as 512KiB or 25MiB",
                between(Quantity::parseSize, parseSize(min), parseSize(max), min, max));
    }

    /** A part such as {@code 10%}, as 0.1, not less or more than these. */
    static ValueReader<Double> percent(String min, String max) {
        return value -> value.parsed(
                "a percentage such as 10%",
                between(Quantity::parsePercent, parsePercent(min), parsePercent(max), min, max));
    }

    private static <T extends Comparable<T>> Function<String, T> between(
            Function<String, T> parser, T min, T max, String minText, String maxText) {
        return text -> {
            T value = parser.apply(text);
            if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
                throw new IllegalArgumentException(
                        "must be between " + minText + " and " + maxText + ", but is " + text);
            }
            return value;
        };
    }

    private static Duration parseDuration(String text) {
        if (text.length() > 40 || !DURATION.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "must be a duration such as 30s, 5m or 1h30m (units ms, s, m, h, d), but is '" + text + "'");
        }
        return DURATION_PART
                .matcher(text)
                .results()
                .map(part -> TIME_UNITS
                        .getOrDefault(part.group(2), Duration.ZERO)
                        .multipliedBy(Long.parseLong(part.group(1))))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static long parseSize(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw new IllegalArgumentException(
                    "must be a size such as 512KiB or 25MiB (units B, KiB, MiB, GiB), but is '" + text + "'");
        }
        return Long.parseLong(size.group(1)) << SIZE_SHIFTS.getOrDefault(size.group(2), 0);
    }

    private static double parsePercent(String text) {
        Matcher percent = PERCENT.matcher(text);
        if (!percent.matches()) {
            throw new IllegalArgumentException("must be a percentage such as 10%, but is '" + text + "'");
        }
        return Double.parseDouble(percent.group(1)) / 100;
    }
}
