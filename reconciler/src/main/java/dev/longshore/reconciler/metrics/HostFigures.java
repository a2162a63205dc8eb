/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How long each host has been silent. Written by one thread, read by any. */
final class HostFigures {
    /** Series of single hosts: a fleet has no more; of what else may turn up on the log, the rest is left out. */
    private static final int ROWS = 500;

    private final Clock clock;
    private final Map<String, Instant> heard = new ConcurrentHashMap<>();
    private final MultiGauge rows;
    private boolean changed;

    HostFigures(MeterRegistry registry, Clock clock) {
        this.clock = clock;
        this.rows = MultiGauge.builder("longshore.host.silence")
                .description("Time since a host was last heard; it says that it is alive every 30 s")
                .baseUnit("seconds")
                .register(registry);
    }

    /** A status names it: it has to be heard from now on. */
    void expect(String host) {
        changed |= heard.putIfAbsent(host, clock.instant()) == null;
    }

    void heard(String host, Instant appended) {
        changed |= heard.put(host, appended) == null;
    }

    void clear() {
        changed |= !heard.isEmpty();
        heard.clear();
    }

    /** Lets the rows be seen that changed since the last time. */
    void show() {
        if (!changed) {
            return;
        }
        changed = false;
        List<MultiGauge.Row<?>> all = heard.keySet().stream()
                .sorted()
                .limit(ROWS)
                .<MultiGauge.Row<?>>map(host -> MultiGauge.Row.of(Tags.of("host", host), () -> silence(host)))
                .toList();
        rows.register(all);
    }

    private double silence(String host) {
        Instant last = heard.get(host);
        return last == null
                ? 0
                : Math.max(0, Duration.between(last, clock.instant()).toMillis() / 1000.0);
    }
}
