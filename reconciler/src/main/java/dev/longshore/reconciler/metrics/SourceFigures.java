/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.metrics;

import dev.longshore.events.SourceEvent;
import dev.longshore.events.SourceEvent.ErrorClass;
import dev.longshore.events.StackStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which repositories cannot be read, and how often that happens. Written by one thread, read by any. */
final class SourceFigures {
    /** Series of single repositories; when a Git host is away with a thousand of them, the count by class says so. */
    private static final int ROWS = 100;

    private final MeterRegistry registry;
    private final BoundedLabel reasons = new BoundedLabel();
    private final Map<String, ErrorClass> failing = new ConcurrentHashMap<>();
    private final MultiGauge rows;
    private boolean changed;

    SourceFigures(MeterRegistry registry) {
        this.registry = registry;
        for (ErrorClass errorClass : ErrorClass.values()) {
            Gauge.builder("longshore.repositories.failing", failing, all -> count(all, errorClass))
                    .description("Repositories that cannot be read now")
                    .tag("class", errorClass.text())
                    .register(registry);
        }
        this.rows = MultiGauge.builder("longshore.repository.failing")
                .description("1 for a repository that cannot be read now; at most 100 of them")
                .register(registry);
    }

    private static long count(Map<String, ErrorClass> failing, ErrorClass errorClass) {
        return failing.values().stream().filter(errorClass::equals).count();
    }

    void restore(StackStatus status) {
        if (status.sourceProblem() != null) {
            fails(status.repository(), status.sourceProblem().errorClass());
        }
    }

    void told(SourceEvent event) {
        if (event instanceof SourceEvent.Failed failed) {
            fails(failed.repository(), failed.errorClass());
            Counter.builder("longshore.source.failures")
                    .description("Times that a repository could not be read, or not be announced")
                    .tag("class", failed.errorClass().text())
                    .tag("reason", reasons.of(failed.reason()))
                    .register(registry)
                    .increment();
        } else {
            changed |= failing.remove(event.repository()) != null;
        }
    }

    private void fails(String repository, ErrorClass errorClass) {
        changed |= failing.put(repository, errorClass) != errorClass;
    }

    void clear() {
        changed |= !failing.isEmpty();
        failing.clear();
    }

    /** Lets the rows be seen that changed since the last time. */
    void show() {
        if (!changed) {
            return;
        }
        changed = false;
        List<MultiGauge.Row<?>> some = failing.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .limit(ROWS)
                .<MultiGauge.Row<?>>map(entry -> MultiGauge.Row.of(
                        Tags.of(
                                "repository",
                                entry.getKey(),
                                "class",
                                entry.getValue().text()),
                        () -> 1))
                .toList();
        rows.register(some);
    }
}
