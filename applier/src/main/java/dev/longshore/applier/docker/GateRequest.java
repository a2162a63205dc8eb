/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What must become ready.
 *
 * @param timeout until everything is ready
 * @param stable for how long it must then stay ready, which may go beyond {@code timeout}; {@link HealthGate} says what zero means
 * @param restartsBefore restart counts of the containers there were before {@code up}, by id: an old restart of a container that was kept is
 *     not this revision's
 */
public record GateRequest(
        String project, ResolvedModel model, Duration timeout, Duration stable, Map<String, Integer> restartsBefore) {
    public static GateRequest of(
            String project, ResolvedModel model, Duration timeout, Duration stable, List<ContainerView> before) {
        return new GateRequest(
                project,
                model,
                timeout,
                stable,
                before.stream().collect(Collectors.toUnmodifiableMap(ContainerView::id, ContainerView::restartCount)));
    }
}
