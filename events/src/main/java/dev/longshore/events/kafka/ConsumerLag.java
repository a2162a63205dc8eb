/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.jspecify.annotations.Nullable;

/**
 * How many records are on the log that a consumer has not read yet, by the client's own account: as of its last fetch, without asking the
 * broker. May be called by any thread.
 */
final class ConsumerLag {
    /** The client's name for the lag of one partition; it drops the measure of a partition that it does not read any more. */
    private static final String OF_A_PARTITION = "records-lag";

    private ConsumerLag() {}

    /** The lag of all partitions together; 0 for no consumer, or before its first fetch. */
    static long of(@Nullable Consumer<?, ?> consumer) {
        if (consumer == null) {
            return 0;
        }
        Map<String, Long> lags = new HashMap<>();
        for (Map.Entry<MetricName, ? extends Metric> metric : consumer.metrics().entrySet()) {
            if (metric.getKey().name().equals(OF_A_PARTITION)
                    && metric.getKey().tags().containsKey("partition")
                    && metric.getValue().metricValue() instanceof Double lag
                    && lag > 0) { // not a number before the first fetch
                lags.put(place(metric.getKey().tags()), Math.round(lag));
            }
        }
        return lags.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The client measures a topic with a dot in its name twice, the second time with the dot as a line (KIP-1109). */
    private static String place(Map<String, String> tags) {
        return Objects.requireNonNullElse(tags.get("topic"), "").replace('.', '_') + "/" + tags.get("partition");
    }
}
