/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.StackStatus.Hook;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** {@code longshore_hook_suspect}: 1 for each repository whose webhook looks broken, 0 for one whose webhook works. */
final class HookGauges implements BiConsumer<String, Hook> {
    private final MeterRegistry metrics;
    private final Map<String, Shown> shown = new ConcurrentHashMap<>();

    HookGauges(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /** What is shown of one repository. */
    private static final class Shown {
        private volatile int suspect;
        private final Gauge gauge;

        Shown(String repository, MeterRegistry metrics) {
            this.gauge = Gauge.builder("longshore.hook.suspect", this, now -> now.suspect)
                    .description("1 when a poll found a commit that the repository's webhook had not announced")
                    .tag("repository", repository)
                    .register(metrics);
        }
    }

    @Override
    public void accept(String repository, Hook hook) {
        shown.computeIfAbsent(repository, name -> new Shown(name, metrics)).suspect =
                hook.health() == Hook.Condition.SUSPECT ? 1 : 0;
    }

    /** Shows nothing any more: another instance does. */
    void clear() {
        shown.values().forEach(one -> metrics.remove(one.gauge));
        shown.clear();
    }
}
