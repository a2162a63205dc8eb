/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The waiting records of one key; at most one batch is being worked on. Confined to one thread. */
final class KeyMailbox {
    private final List<Received.Understood> waiting = new ArrayList<>();
    private boolean working;

    void add(Received.Understood record) {
        waiting.add(record);
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

    /** Drops what waits of partitions that are another member's now. */
    KeyMailbox forget(Set<Integer> partitions) {
        waiting.removeIf(record -> partitions.contains(record.position().partition()));
        return this;
    }

    boolean isWorking() {
        return working;
    }

    boolean isIdle() {
        return !working && waiting.isEmpty();
    }
}
