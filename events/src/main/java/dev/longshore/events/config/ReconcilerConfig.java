/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The reconciler.
 *
 * @param poll between two polls of a repository that does not say otherwise
 * @param drift between two drift checks of a stack that does not say otherwise
 * @param jitter by which part each interval is randomly longer or shorter, 0 to 0.5
 * @param api null if it does not listen
 */
public record ReconcilerConfig(Duration poll, Duration drift, double jitter, @Nullable ApiConfig api) {
    public static final ReconcilerConfig DEFAULT =
            new ReconcilerConfig(Duration.ofMinutes(5), Duration.ofMinutes(10), 0.1, null);
}
