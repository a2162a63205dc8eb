/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How soon others go on after a client died without a word. */
class EmbeddedBrokerTimingIT {
    @TempDir
    Path data;

    @SuppressWarnings("NullAway.Init")
    private EmbeddedBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedBroker.start(BrokerSettings.in(data));
        client().createTopic("records", Map.of());
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void abortsAnAbandonedTransactionSoonAfterItsTimeout() throws Exception {
        try (KafkaProducer<String, String> abandoned =
                client().producer(Map.of("transactional.id", "zombie", "transaction.timeout.ms", "1000"))) {
            abandoned.initTransactions();
            abandoned.beginTransaction();
            abandoned.send(new ProducerRecord<>("records", "never committed")).get();
            client().produce("records", List.of("waits for it"));

            List<String> committed = await().atMost(Duration.ofSeconds(5))
                    .until(() -> readCommitted().consume("records", 1), values -> !values.isEmpty());
            assertThat(committed).containsExactly("waits for it");
        }
    }

    @Test
    void showsACommittedTransactionToThoseWhoReadCommitted() throws Exception {
        try (KafkaProducer<String, String> producer = client().producer(Map.of("transactional.id", "syncer"))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("records", "one")).get();
            producer.send(new ProducerRecord<>("records", "two")).get();
            producer.commitTransaction();
        }
        assertThat(readCommitted().consume("records", 2)).containsExactly("one", "two");
    }

    @Test
    void givesThePartitionsOfAKilledMemberToAnotherAfterItsSession() throws Exception {
        try (GroupMemberProcess killed = GroupMemberProcess.start(data, "records");
                KafkaConsumer<String, String> next = GroupMemberProcess.member(broker.clientProperties(), "records")) {
            killed.kill();
            await().atMost(Duration.ofSeconds(8)).pollInSameThread().until(() -> {
                next.poll(Duration.ofMillis(100));
                return !next.assignment().isEmpty();
            });
        }
    }

    private LogClient readCommitted() {
        Map<String, String> all = new HashMap<>(broker.clientProperties());
        all.put("isolation.level", "read_committed");
        return new LogClient(all);
    }

    private LogClient client() {
        return new LogClient(broker.clientProperties());
    }
}
