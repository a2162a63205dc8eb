/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits how far a follower has come, for those who watch the lag of its group. Nothing depends on it: what cannot be committed now is
 * tried with the next poll, and given up for good on an error that stays. Used by the thread that polls, where Kafka calls back too.
 */
final class LagReport {
    private static final Logger log = LoggerFactory.getLogger(LagReport.class);

    private final String group;
    private final Map<TopicPartition, OffsetAndMetadata> untold = new HashMap<>();
    private boolean underWay;
    private boolean over;

    LagReport(String group) {
        this.group = group;
    }

    String group() {
        return group;
    }

    void add(Map<TopicPartition, OffsetAndMetadata> offsets) {
        untold.putAll(offsets);
    }

    /** Sends what was not committed yet; returns at once. */
    void tell(Consumer<?, ?> consumer) {
        if (untold.isEmpty() || underWay || over) {
            return;
        }
        underWay = true;
        consumer.commitAsync(Map.copyOf(untold), this::told);
    }

    private void told(Map<TopicPartition, OffsetAndMetadata> offsets, Exception failure) {
        underWay = false;
        if (failure == null) {
            offsets.forEach(untold::remove);
        } else if (!(failure instanceof RetriableException)) {
            over = true;
            log.atWarn().addKeyValue("group", group).setCause(failure).log("the lag of a follower cannot be watched");
        }
    }
}
