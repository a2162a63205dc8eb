/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.time.Duration;
import java.util.List;

/**
 * The reconciler.
 *
 * @param poll between two polls of a repository that does not say otherwise
 * @param drift between two drift checks of a stack that does not say otherwise
 * @param jitter by which part each interval is randomly longer or shorter, 0 to 0.5
 * @param notify who is told what happens; no two of one name
 */
public record ReconcilerConfig(Duration poll, Duration drift, double jitter, List<NotifyConfig> notify) {
    public static final ReconcilerConfig DEFAULT =
            new ReconcilerConfig(Duration.ofMinutes(5), Duration.ofMinutes(10), 0.1, List.of());

    public ReconcilerConfig {
        notify = List.copyOf(notify);
    }
}
