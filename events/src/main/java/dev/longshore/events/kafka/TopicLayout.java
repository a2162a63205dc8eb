/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.Topic;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the topics are laid out on a cluster.
 *
 * @param syncPartitions of {@code longshore.sync}: the most syncers that can share the work
 * @param otherPartitions of every other topic
 * @param exceptions partitions of single topics, instead of those two
 * @param replicationFactor -1 for the broker's default
 * @param flushEachPush an acknowledged push is on disk, not only in memory: for a broker without replicas
 */
public record TopicLayout(
        int syncPartitions,
        int otherPartitions,
        Map<Topic, Integer> exceptions,
        short replicationFactor,
        boolean flushEachPush) {
    public static final TopicLayout EMBEDDED = new TopicLayout(8, 4, Map.of(), (short) 1, true);
    public static final TopicLayout EXTERNAL = new TopicLayout(32, 12, Map.of(), (short) -1, false);

    private static final long HOUR_MS = 3_600_000;
    private static final int SEGMENT_BYTES = 16 * 1024 * 1024;

    /** This layout with what the user set: partitions of some topics, and the replication factor unless it is null. */
    public TopicLayout with(Map<Topic, Integer> partitions, @Nullable Integer replicas) {
        short factor = replicas == null ? replicationFactor : replicas.shortValue();
        return new TopicLayout(syncPartitions, otherPartitions, Map.copyOf(partitions), factor, flushEachPush);
    }

    int partitions(Topic topic) {
        Integer exception = exceptions.get(topic);
        int standard = topic == Topic.SYNC ? syncPartitions : otherPartitions;
        return exception == null ? standard : exception;
    }

    Map<String, String> config(Topic topic) {
        Map<String, String> config = new HashMap<>();
        config.put("message.timestamp.type", "LogAppendTime");
        if (topic.cleanup() == Topic.Cleanup.COMPACT) {
            config.put("cleanup.policy", "compact");
            config.put("segment.bytes", Integer.toString(SEGMENT_BYTES));
            config.put("max.compaction.lag.ms", Long.toString(HOUR_MS));
            config.put("min.cleanable.dirty.ratio", "0.2");
        } else {
            config.put("cleanup.policy", "delete");
            config.put("retention.ms", Long.toString(topic.retention().toMillis()));
        }
        if (topic == Topic.SYNC && flushEachPush) {
            config.put("flush.messages", "1");
        }
        return config;
    }
}
