/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import java.time.Instant;
import java.util.Map;

/**
 * A container in full.
 *
 * @param exitCode of its last end; 0 while it has none
 * @param startedAt epoch if never
 * @param restartCount by the engine's restart policy; a start by hand sets it to 0
 * @param restartPolicy as {@link Engine#setRestartPolicy} takes it
 */
public record ContainerView(
        ContainerSummary summary,
        int exitCode,
        Instant startedAt,
        int restartCount,
        boolean oomKilled,
        String restartPolicy) {
    public String id() {
        return summary.id();
    }

    public String service() {
        return summary.service();
    }

    /** The reference that it was made from, also where that names another image by now. */
    public String image() {
        return summary.image();
    }

    public String imageId() {
        return summary.imageId();
    }

    public ContainerState state() {
        return summary.state();
    }

    public ContainerHealth health() {
        return summary.health();
    }

    public Map<String, String> labels() {
        return summary.labels();
    }

    public String configHash() {
        return summary.configHash();
    }
}
