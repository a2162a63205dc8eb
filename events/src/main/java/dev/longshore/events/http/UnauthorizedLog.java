/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.http;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Keeps strangers who try signatures or tokens from filling the disk: so many lines in a minute for each endpoint; the metric counts all. */
public final class UnauthorizedLog {
    private static final int LINES = 10;
    private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanoTime;
    private final Map<String, Window> windows = new ConcurrentHashMap<>();

    public UnauthorizedLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** How many lines were left out since the last one that was not; empty if this one is to be left out too. */
    public OptionalLong next(String endpoint) {
        return windows.computeIfAbsent(endpoint, name -> new Window(nanoTime.getAsLong()))
                .next(nanoTime.getAsLong());
    }

    private static final class Window {
        private long begin;
        private int lines;
        private long suppressed;

        Window(long begin) {
            this.begin = begin;
        }

        synchronized OptionalLong next(long now) {
            if (now - begin >= WINDOW_NANOS) {
                begin = now;
                lines = 0;
            }
            if (++lines > LINES) {
                suppressed++;
                return OptionalLong.empty();
            }
            long before = suppressed;
            suppressed = 0;
            return OptionalLong.of(before);
        }
    }
}
