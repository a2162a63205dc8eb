/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The waiting records of one key in one partition; at most one batch is being worked on. Confined to one thread. */
final class KeyMailbox {
    private final List<Received.Understood> waiting = new ArrayList<>();
    private boolean working;
    private boolean forgotten;
    private int partition;

    void add(Received.Understood record) {
        waiting.add(record);
        partition = record.position().partition();
    }

    /** Everything that waits, to work on now; empty if there is nothing or a batch is still being worked on. */
    List<Received.Understood> take() {
        if (working || waiting.isEmpty()) {
            return List.of();
        }
        working = true;
        List<Received.Understood> batch = List.copyOf(waiting);
        waiting.clear();
        return batch;
    }

    void done() {
        working = false;
    }

    /**
     * Drops what waits of partitions that are another member's now.
     *
     * @return whether all of it is dropped: what is still under way ends unheeded
     */
    boolean forget(Set<Integer> partitions) {
        waiting.removeIf(record -> partitions.contains(record.position().partition()));
        forgotten = waiting.isEmpty() && partitions.contains(partition);
        return forgotten;
    }

    boolean isForgotten() {
        return forgotten;
    }

    boolean isWorking() {
        return working;
    }

    boolean isIdle() {
        return !working && waiting.isEmpty();
    }
}
