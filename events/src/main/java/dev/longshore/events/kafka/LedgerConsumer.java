/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits what its ledger says is done: when asked, and at the last moment when partitions are taken away. The Vert.x client tells of a
 * revocation only after the fact, when a commit would overwrite that of the new owner.
 */
final class LedgerConsumer extends KafkaConsumer<String, byte[]> {
    private static final Logger log = LoggerFactory.getLogger(LedgerConsumer.class);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final OffsetLedger ledger;

    LedgerConsumer(Map<String, Object> config, OffsetLedger ledger) {
        super(config, new StringDeserializer(), new ByteArrayDeserializer());
        this.ledger = ledger;
    }

    /** Commits what is done, of the partitions that are still this member's. */
    @Override
    public void commitSync() {
        commit(assignment());
    }

    private void commit(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = ledger.uncommitted(partitions);
        if (!offsets.isEmpty()) {
            commitSync(offsets);
            ledger.committed(offsets);
        }
    }

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
        super.subscribe(topics, new CommittingListener(listener));
    }

    @Override
    public void close() {
        close(CloseOptions.timeout(CLOSE));
    }

    private final class CommittingListener implements ConsumerRebalanceListener {
        private final ConsumerRebalanceListener next;

        CommittingListener(ConsumerRebalanceListener next) {
            this.next = next;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            ledger.forget(partitions);
            next.onPartitionsAssigned(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            try {
                commit(partitions);
            } catch (KafkaException e) { // then the next owner does some of it again
                log.atWarn().setCause(e).log("offsets not committed before a rebalance");
            }
            onPartitionsLost(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            ledger.forget(partitions);
            next.onPartitionsLost(partitions);
        }
    }
}
