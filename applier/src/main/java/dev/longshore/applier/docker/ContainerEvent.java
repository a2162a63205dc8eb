/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import java.time.Instant;
import java.util.Map;

/**
 * Something happened to a container of a Compose project.
 *
 * @param action {@code start}, {@code stop}, {@code die}, {@code oom}, {@code destroy}, {@code health_status: healthy} or {@code health_status:
 *     unhealthy}
 * @param labels of the container
 */
public record ContainerEvent(
        String id, String project, String service, String action, Instant time, Map<String, String> labels) {
    /** Whether Longshore made the container. */
    public boolean isOurs() {
        return labels.containsKey(Labels.STACK);
    }
}
