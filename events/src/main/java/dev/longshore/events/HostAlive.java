/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import java.util.Map;

/**
 * The heartbeat of an applier, at its start and every {@link #INTERVAL_SECONDS}.
 *
 * @param host the configured name
 * @param hostId made once and kept in the applier's data: tells two machines of one name apart
 * @param versions of {@code longshore}, {@code engine} and {@code compose}; those that are known
 */
public record HostAlive(String host, String hostId, Map<String, String> labels, Map<String, String> versions)
        implements Event {
    public static final int INTERVAL_SECONDS = 30;

    public HostAlive {
        labels = Map.copyOf(labels);
        versions = Map.copyOf(versions);
    }

    @Override
    public String key() {
        return host;
    }
}
