/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.EventFactory;
import dev.longshore.events.SyncRequested;
import dev.longshore.events.Topic;
import dev.longshore.events.Trigger;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyMailboxTest {
    private final EventFactory events = new EventFactory("test", "host", Clock.systemUTC());
    private final KeyMailbox mailbox = new KeyMailbox();

    @Test
    void givesAllThatWaitsInOrder() {
        mailbox.add(record(0, 1));
        mailbox.add(record(0, 2));

        assertThat(mailbox.take())
                .extracting(record -> record.position().offset())
                .containsExactly(1L, 2L);
    }

    @Test
    void givesNothingWhileABatchIsUnderWay() {
        mailbox.add(record(0, 1));
        mailbox.take();
        mailbox.add(record(0, 2));

        assertThat(mailbox.take()).isEmpty();
        assertThat(mailbox.isWorking()).isTrue();
        mailbox.done();
        assertThat(mailbox.take()).hasSize(1);
    }

    @Test
    void isIdleOnlyWhenNothingWaitsAndNothingIsUnderWay() {
        assertThat(mailbox.isIdle()).isTrue();
        mailbox.add(record(0, 1));
        assertThat(mailbox.isIdle()).isFalse();
        mailbox.take();
        assertThat(mailbox.isIdle()).isFalse();
        mailbox.done();
        assertThat(mailbox.isIdle()).isTrue();
    }

    @Test
    void forgetsWhatWaitsOfOtherMembersPartitions() {
        mailbox.add(record(0, 1));
        mailbox.add(record(1, 1));

        mailbox.forget(Set.of(0));

        assertThat(mailbox.take())
                .extracting(record -> record.position().partition())
                .containsExactly(1);
    }

    @Test
    void isForgottenWithItsPartitionAlsoWhileABatchIsUnderWay() {
        mailbox.add(record(1, 1));
        mailbox.take();
        mailbox.add(record(1, 2));

        assertThat(mailbox.forget(Set.of(0))).isFalse();
        assertThat(mailbox.forget(Set.of(1))).isTrue();
        assertThat(mailbox.isForgotten()).isTrue();
    }

    private Received.Understood record(int partition, long offset) {
        return new Received.Understood(
                new Position(Topic.SYNC, partition, offset),
                "homelab",
                Instant.EPOCH,
                events.first(new SyncRequested("homelab", Trigger.MANUAL, false, "me")));
    }
}
