/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Up to where each partition is done and not yet committed. Written where records are handled, read by the thread that polls: that one
 * must be able to commit at the very moment a partition is taken away. Safe for use by many threads.
 */
final class OffsetLedger {
    private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new ConcurrentHashMap<>();

    /** Everything before {@code next} is done. */
    void done(TopicPartition partition, long next) {
        uncommitted.put(partition, new OffsetAndMetadata(next));
    }

    /** What there is to commit of these partitions. */
    Map<TopicPartition, OffsetAndMetadata> uncommitted(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> found = new HashMap<>(uncommitted);
        found.keySet().retainAll(partitions);
        return found;
    }

    /** These are committed; what was done meanwhile stays. */
    void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach(uncommitted::remove);
    }

    void forget(Collection<TopicPartition> partitions) {
        partitions.forEach(uncommitted::remove);
    }
}
