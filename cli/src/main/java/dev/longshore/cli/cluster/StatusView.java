/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.cluster;

import dev.longshore.events.StackStatus;
import dev.longshore.events.kafka.Received;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The newest status of every stack on every host, as far as it has been read. Safe for use by two threads. */
public final class StatusView {
    private final Map<String, StackStatus> byKey = new TreeMap<>();

    public synchronized void accept(List<Received> records) {
        for (Received record : records) {
            if (record instanceof Received.Understood understood && understood.event() instanceof StackStatus status) {
                byKey.put(status.key(), status);
            } else if (record instanceof Received.Tombstone tombstone) {
                byKey.remove(tombstone.key());
            }
        }
    }

    /** In the order of stack and host. */
    public synchronized List<StackStatus> matching(Predicate<StackStatus> filter) {
        return new ArrayList<>(byKey.values()).stream().filter(filter).toList();
    }
}
