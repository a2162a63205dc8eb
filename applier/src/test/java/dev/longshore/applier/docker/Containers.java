/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** Containers as the engine might tell of them. */
final class Containers {
    private Containers() {}

    static ContainerSummary summary(String service, int number, ContainerState state, ContainerHealth health) {
        return new ContainerSummary(
                service + "-" + number,
                "p",
                service,
                number,
                false,
                "x",
                "sha256:x",
                state,
                health,
                Set.of(),
                Map.of(Labels.STACK, "r/s"));
    }

    static ContainerView view(
            String service, ContainerState state, ContainerHealth health, int exitCode, int restarts) {
        return new ContainerView(summary(service, 1, state, health), exitCode, Instant.EPOCH, restarts, false, "no");
    }
}
