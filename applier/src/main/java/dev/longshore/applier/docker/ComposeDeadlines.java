/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import java.time.Duration;

/** How long a Compose command may take before it is stopped. */
public record ComposeDeadlines(Duration config, Duration pull, Duration build, Duration up) {
    public static final ComposeDeadlines DEFAULT = new ComposeDeadlines(
            Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofMinutes(15), Duration.ofMinutes(5));
}
