/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import java.util.Map;

/**
 * The heartbeat of an applier, at its start and every {@link #INTERVAL_SECONDS}.
 *
 * @param host the configured name
 * @param hostId made once and kept in the applier's data: tells two machines of one name apart
 * @param versions of {@code longshore}, {@code engine} and {@code compose}; those that are known
 * @param established whether it has been up for a while: of two hosts of one name, the one that is not gives way
 */
public record HostAlive(
        String host, String hostId, Map<String, String> labels, Map<String, String> versions, boolean established)
        implements Event {
    public static final int INTERVAL_SECONDS = 30;

    /** The heartbeat of a host that has just come up. */
    public HostAlive(String host, String hostId, Map<String, String> labels, Map<String, String> versions) {
        this(host, hostId, labels, versions, false);
    }

    public HostAlive {
        labels = Map.copyOf(labels);
        versions = Map.copyOf(versions);
    }

    @Override
    public String key() {
        return host;
    }
}
