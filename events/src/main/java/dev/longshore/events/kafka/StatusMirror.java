/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.StackStatus;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The newest status of every stack on every host, as far as {@code longshore.status} has been read. Safe for use by many threads. */
public final class StatusMirror {
    private final ConcurrentNavigableMap<String, StackStatus> byKey = new ConcurrentSkipListMap<>();

    public void accept(List<Received> records) {
        for (Received record : records) {
            if (record instanceof Received.Understood understood && understood.event() instanceof StackStatus status) {
                byKey.put(status.key(), status);
            } else if (record instanceof Received.Tombstone tombstone) {
                byKey.remove(tombstone.key());
            }
        }
    }

    /** In the order of stack and host. */
    public List<StackStatus> matching(Predicate<StackStatus> filter) {
        return byKey.values().stream().filter(filter).toList();
    }

    /** Those whose key comes behind {@code key}, in that order; all for the empty key. */
    public Stream<StackStatus> after(String key) {
        return byKey.tailMap(key, false).values().stream();
    }
}
