/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reconciler.
 *
 * @param poll between two polls of a repository that does not say otherwise
 * @param drift between two drift checks of a stack that does not say otherwise
 * @param jitter by which part each interval is randomly longer or shorter, 0 to 0.5
 * @param sinks who is told what happens; no two of one name
 * @param forges Git hosts that are told what became of their commits
 * @param api null if it does not listen
 */
public record ReconcilerConfig(
        Duration poll,
        Duration drift,
        double jitter,
        List<NotifyConfig> sinks,
        List<ForgeConfig> forges,
        @Nullable ApiConfig api) {
    public static final ReconcilerConfig DEFAULT =
            new ReconcilerConfig(Duration.ofMinutes(5), Duration.ofMinutes(10), 0.1);

    /** One that tells nobody, and does not listen. */
    public ReconcilerConfig(Duration poll, Duration drift, double jitter) {
        this(poll, drift, jitter, List.of(), List.of(), null);
    }

    public ReconcilerConfig {
        sinks = List.copyOf(sinks);
        forges = List.copyOf(forges);
    }
}
