/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class PartitionReceiptsTest {
    private static PartitionReceipts begun(long from, long to) {
        PartitionReceipts receipts = PartitionReceipts.from(from);
        LongStream.range(from, to).forEach(receipts::begin);
        return receipts;
    }

    @Test
    void commitsTheEndWhenEverythingIsAcknowledged() {
        PartitionReceipts receipts = begun(10, 13);
        LongStream.range(10, 13).forEach(receipts::acknowledge);
        receipts.reach(20); // over markers of transactions
        assertThat(receipts.committable()).isEqualTo(new OffsetAndMetadata(20));
    }

    @Test
    void commitsNothingBehindTheFirstOpenRecord() {
        assertThat(begun(10, 13).committable().offset()).isEqualTo(10);
    }

    @Test
    void aSuccessorKnowsWhatWasAcknowledgedBehindAnOpenRecord() {
        PartitionReceipts receipts = begun(10, 16);
        LongStream.of(11, 13, 14).forEach(receipts::acknowledge);
        PartitionReceipts successor = PartitionReceipts.of(receipts.committable());

        assertThat(LongStream.range(0, 20).filter(successor::isPast))
                .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 11L, 13L, 14L);
        assertThat(successor.isNew(15)).isFalse();
        assertThat(successor.isNew(16)).isTrue();
        assertThat(successor.start(0)).isEqualTo(10);
    }

    /** A successor that dies before it has read everything again must not forget what it has not come to. */
    @Test
    void theSuccessorsOwnCommitKeepsWhatItHasNotReadYet() {
        PartitionReceipts receipts = begun(10, 16);
        LongStream.of(11, 13, 14).forEach(receipts::acknowledge);
        PartitionReceipts successor = PartitionReceipts.of(receipts.committable());
        successor.reach(5); // it remembers what is older, first
        assertThat(successor.committable()).isEqualTo(receipts.committable());
        successor.begin(10);
        successor.acknowledge(10);

        PartitionReceipts third = PartitionReceipts.of(successor.committable());
        assertThat(LongStream.range(10, 16).filter(third::isPast)).containsExactly(10L, 11L, 13L, 14L);
    }

    @Test
    void whatAnotherProgramWroteCountsForNothing() {
        for (String metadata : new String[] {"", "x", "open", "open ?", "open 5 ~"}) {
            PartitionReceipts receipts = PartitionReceipts.of(new OffsetAndMetadata(7, metadata));
            assertThat(receipts.isPast(6)).as(metadata).isTrue();
            assertThat(receipts.isPast(7)).as(metadata).isFalse();
        }
    }

    @Test
    void fitsIntoWhatABrokerTakes() {
        PartitionReceipts receipts = PartitionReceipts.from(0);
        for (long i = 0; i < 400; i++) {
            receipts.begin(1_000_000_000_000L + i * 1_000_000_000L);
        }
        assertThat(receipts.committable().metadata()).isNotEmpty().hasSizeLessThanOrEqualTo(4096);
    }

    @Test
    void whateverIsAcknowledgedWheneverItIsCommittedNothingIsLostOrDoneTwice() {
        Random random = new Random(7);
        for (int run = 0; run < 300; run++) {
            Set<Long> done = new HashSet<>();
            PartitionReceipts receipts = PartitionReceipts.from(0);
            for (int life = 0; life < 5; life++) {
                long end = random.nextInt(40);
                for (long offset = receipts.start(0); offset < end; offset++) {
                    assertThat(receipts.isPast(offset)).isEqualTo(done.contains(offset));
                    if (!receipts.isPast(offset)) {
                        receipts.begin(offset);
                        if (random.nextBoolean()) {
                            receipts.acknowledge(offset);
                            done.add(offset);
                        }
                    }
                }
                receipts = PartitionReceipts.of(receipts.committable());
            }
        }
    }
}
