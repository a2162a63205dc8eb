/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.events.EventFactory;
import dev.longshore.events.SyncRequested;
import dev.longshore.events.Topic;
import dev.longshore.events.Trigger;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyReaderIT {
    private final EventFactory events = new EventFactory("test", "here", Clock.systemUTC());
    private final Vertx vertx = Vertx.vertx();
    private TestCluster cluster;
    private EventPublisher publisher;

    @BeforeAll
    void start() {
        cluster = TestCluster.embedded();
        publisher = EventPublisher.create(vertx, cluster.settings(), "test", Duration.ofSeconds(10));
    }

    @AfterAll
    void stop() {
        publisher.close();
        vertx.close();
        cluster.close();
    }

    @Test
    void readsTheRecordsOfOneKeyInTheirOrderAndOfNoOther() throws Exception {
        for (int i = 0; i < 40; i++) {
            publish("one", i);
            publish("repository-" + i, i); // on all partitions, that of "one" among them
        }

        assertThat(read("one")).extracting(SyncRequested::requestedBy).containsExactlyElementsOf(numbers(40));
        assertThat(read("repository-7")).singleElement().matches(asked -> asked.requestedBy()
                .equals("7"));
        assertThat(read("nobody")).isEmpty();
    }

    @Test
    void looksAtTheNewestOfABusyPartitionOnly() throws Exception {
        for (int i = 0; i < 10; i++) {
            publish("busy", i);
        }

        List<String> found = new ArrayList<>();
        try (KeyReader reader = new KeyReader(cluster.settings(), "test")) {
            reader.readNewest(Topic.SYNC, "busy", 3, record -> found.add(requestedBy(record)));
        }

        assertThat(found).containsExactly("7", "8", "9");
    }

    @Test
    void readsWhatCameSinceATimeOnAllPartitions() throws Exception {
        publish("early", 1);
        Instant since = awaitNextMillisecond();
        for (int i = 0; i < 20; i++) {
            publish("late-" + i, i);
        }

        List<String> keys = new ArrayList<>();
        try (KeyReader reader = new KeyReader(cluster.settings(), "test")) {
            reader.readSince(Topic.SYNC, since, record -> keys.add(record.key()));
        }

        assertThat(keys).contains("late-0", "late-19").doesNotContain("early");
        assertThat(keys.stream().filter(key -> key.startsWith("late-"))).hasSize(20);
    }

    @Test
    void saysThatNobodyAnswers() {
        KafkaSettings nobody = new KafkaSettings(Map.of("bootstrap.servers", "127.0.0.1:1"));
        try (KeyReader reader = new KeyReader(nobody, "test")) {
            assertThatThrownBy(() -> reader.read(Topic.SYNC, "one", record -> {}))
                    .isInstanceOf(BrokerUnreachableException.class)
                    .hasMessageContaining("127.0.0.1:1");
        }
    }

    private static Instant awaitNextMillisecond() {
        Instant begin = Instant.now();
        while (Instant.now().toEpochMilli() <= begin.toEpochMilli() + 1) {
            Thread.onSpinWait();
        }
        return Instant.ofEpochMilli(Instant.now().toEpochMilli());
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    private List<SyncRequested> read(String key) throws BrokerUnreachableException {
        List<SyncRequested> found = new ArrayList<>();
        try (KeyReader reader = new KeyReader(cluster.settings(), "test")) {
            reader.read(Topic.SYNC, key, record -> found.add((SyncRequested) ((Received.Understood) record).event()));
        }
        return found;
    }

    private static String requestedBy(Received record) {
        return ((SyncRequested) ((Received.Understood) record).event()).requestedBy();
    }

    private void publish(String repository, int number) throws Exception {
        publisher
                .publish(events.first(new SyncRequested(repository, Trigger.MANUAL, false, Integer.toString(number))))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }
}
