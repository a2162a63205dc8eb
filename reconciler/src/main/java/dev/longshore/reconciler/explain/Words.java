/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.explain;

import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.DeploymentEvent.ServiceDecision;
import dev.longshore.events.Text;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How times, lists and reasons are put in words. */
final class Words {
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int LONGEST_MESSAGE = 1000;

    private Words() {}

    static String at(Instant time) {
        return UTC.format(time);
    }

    /** Two units at most: {@code 340 ms}, {@code 3.7 s}, {@code 4 min 10 s}, {@code 5 h 2 min}, {@code 3 d 4 h}. */
    static String duration(Duration duration) {
        long millis = Math.max(0, duration.toMillis());
        if (millis < 1000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        long seconds = millis / 1000;
        if (seconds < 3600) {
            return both(seconds / 60, "min", seconds % 60, "s");
        }
        return seconds < 86_400
                ? both(seconds / 3600, "h", seconds % 3600 / 60, "min")
                : both(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
    }

    private static String both(long large, String largeUnit, long small, String smallUnit) {
        return large + " " + largeUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }

    static String commit(@Nullable String commit) {
        return commit == null ? "" : commit.substring(0, Math.min(7, commit.length()));
    }

    /** {@code reason: message} of what there is of them, on one line. */
    static String reason(@Nullable String reason, @Nullable String message) {
        String both = Stream.of(reason, message)
                .filter(part -> part != null && !part.isBlank())
                .collect(Collectors.joining(": "));
        String line = Text.printable(both, LONGEST_MESSAGE).strip().replaceAll("[.;]?\\s*\\n\\s*", "; ");
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    static String services(List<ServiceDecision> services) {
        return services.stream()
                .map(service -> service.service() + " was " + service.decision().text() + " (" + service.why() + ")")
                .collect(Collectors.joining(", "));
    }

    static String drift(List<Drift> drift) {
        return drift.stream()
                .map(one -> one.service() + " was " + one.kind().text() + " (expected " + one.expected() + ", observed "
                        + one.observed() + ")")
                .collect(Collectors.joining(", "));
    }
}
