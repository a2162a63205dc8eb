/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import java.util.Map;
import java.util.Set;

/**
 * A container of a Compose project as one list call tells it.
 *
 * @param service Compose's label
 * @param number Compose's label: 1 for the first of a service
 * @param oneOff made by {@code docker compose run}, not by {@code up}
 * @param image as it was given
 * @param imageId {@code sha256:…}
 * @param networks names of those it is attached to
 */
public record ContainerSummary(
        String id,
        String project,
        String service,
        int number,
        boolean oneOff,
        String image,
        String imageId,
        ContainerState state,
        ContainerHealth health,
        Set<String> networks,
        Map<String, String> labels) {

    /** Compose's hash of the service's configuration. */
    public String configHash() {
        return labels.getOrDefault(Labels.CONFIG_HASH, "");
    }

    /** Whether Longshore made it. */
    public boolean isOurs() {
        return labels.containsKey(Labels.STACK);
    }
}
