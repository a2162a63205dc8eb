/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;

/** The syncer's figures. No label of a repository: there may be thousands. */
final class SyncerMetrics {
    private final MeterRegistry registry;

    SyncerMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * One look ended.
     *
     * @param result {@code ok}, or a reason code
     * @param begin from {@link System#nanoTime()}
     */
    void looked(String result, long begin) {
        registry.timer("longshore.syncer.look", "result", result)
                .record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
    }
}
