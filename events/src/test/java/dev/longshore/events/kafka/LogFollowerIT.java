/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.longshore.broker.BrokerSettings;
import dev.longshore.broker.EmbeddedBroker;
import dev.longshore.events.DriftCheck;
import dev.longshore.events.EventFactory;
import dev.longshore.events.StackId;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.LogFollower.Place;
import dev.longshore.events.kafka.LogFollower.Start;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFollowerIT {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @TempDir
    Path data;

    private final Vertx vertx = Vertx.vertx();
    private final EventFactory events = new EventFactory("test", "host", Clock.systemUTC());
    private final List<AutoCloseable> toClose = new ArrayList<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final Map<Place, Long> next = new ConcurrentHashMap<>();
    private int port;

    @BeforeEach
    void choosePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = toClose.size() - 1; i >= 0; i--) {
            toClose.get(i).close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void readsWhatIsThereAndSaysWhenItHasCaughtUp() throws Exception {
        KafkaSettings settings = brokerWithTopics();
        publish(settings, "a", "b", "c");

        LogFollower follower = follow(settings, Start.BEGINNING, Map.of());
        follower.caughtUp().get(20, TimeUnit.SECONDS);

        assertThat(seen).containsExactlyInAnyOrder("a", "b", "c");
        publish(settings, "d");
        await().atMost(DEADLINE).untilAsserted(() -> assertThat(seen).contains("d"));
    }

    @Test
    void hasCaughtUpAtOnceWithAnEmptyLog() throws Exception {
        LogFollower follower = follow(brokerWithTopics(), Start.BEGINNING, Map.of());

        assertThat(follower.caughtUp().get(20, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void startsAtTheEndWhereToldSo() throws Exception {
        KafkaSettings settings = brokerWithTopics();
        publish(settings, "old");

        follow(settings, Start.END, Map.of()).caughtUp().get(20, TimeUnit.SECONDS);
        publish(settings, "new");

        await().atMost(DEADLINE).untilAsserted(() -> assertThat(seen).containsExactly("new"));
    }

    @Test
    void goesOnFromThePositionsItHandedOut() throws Exception {
        KafkaSettings settings = brokerWithTopics();
        publish(settings, "a", "b");
        try (LogFollower first = follow(settings, Start.BEGINNING, Map.of())) {
            first.caughtUp().get(20, TimeUnit.SECONDS);
        }
        seen.clear();
        publish(settings, "c");

        follow(settings, Start.END, Map.copyOf(next)).caughtUp().get(20, TimeUnit.SECONDS);

        assertThat(seen).containsExactly("c");
    }

    @Test
    void tellsHowFarItHasComeToThoseWhoWatchLag() throws Exception {
        KafkaSettings settings = brokerWithTopics();
        publish(settings, "a", "b");
        LogFollower follower = new LogFollower(
                        settings, "lag", Map.of(Topic.DRIFT, Start.BEGINNING), Map.of(), (records, offsets) -> {})
                .tellingLagAs("longshore-applier-here")
                .start();
        toClose.add(follower);

        try (Admin admin = Admin.create(settings.clientConfig(Map.of(), Map.of()))) {
            await().atMost(DEADLINE.multipliedBy(3)) // the broker first makes the topic that it keeps such offsets in
                    .untilAsserted(() -> assertThat(admin
                                    .listConsumerGroupOffsets("longshore-applier-here")
                                    .partitionsToOffsetAndMetadata()
                                    .get()
                                    .values()
                                    .stream()
                                    .mapToLong(OffsetAndMetadata::offset)
                                    .sum())
                            .isEqualTo(2));
        }
    }

    @Test
    void lagsBehindWhileItsHandlerIsBusyAndNotAfterwards() throws Exception {
        KafkaSettings settings = brokerWithTopics();
        publish(settings, "a", "a", "a"); // one key, so one partition
        Map<String, String> oneByOne = new HashMap<>(settings.properties());
        oneByOne.put("max.poll.records", "1");
        CountDownLatch free = new CountDownLatch(1);
        LogFollower follower = new LogFollower(
                new KafkaSettings(oneByOne),
                "busy",
                Map.of(Topic.DRIFT, Start.BEGINNING),
                Map.of(),
                (records, positions) -> {
                    try {
                        assertThat(free.await(60, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
        toClose.add(follower.start());

        await().atMost(DEADLINE).untilAsserted(() -> assertThat(follower.lag()).isEqualTo(2));
        free.countDown();

        await().atMost(DEADLINE).untilAsserted(() -> assertThat(follower.lag()).isZero());
        follower.caughtUp().get(20, TimeUnit.SECONDS);
    }

    @Test
    void tellsALogFromOneThatWasMadeAnew() throws Exception {
        KafkaSettings settings = brokerWithTopics();
        String before = LogIdentity.of(settings, Topic.DRIFT, DEADLINE);
        assertThat(LogIdentity.of(settings, Topic.DRIFT, DEADLINE)).isEqualTo(before);

        try (Admin admin = Admin.create(settings.clientConfig(Map.of(), Map.of()))) {
            admin.deleteTopics(List.of(Topic.DRIFT.topicName())).all().get();
        }
        await().atMost(DEADLINE).untilAsserted(() -> {
            TopicAdmin.ensure(settings, TopicLayout.EMBEDDED, DEADLINE);
            assertThat(LogIdentity.of(settings, Topic.DRIFT, DEADLINE)).isNotEqualTo(before);
        });
    }

    @Test
    void startsAnewWhereAPositionIsNotOnTheLog() throws Exception {
        KafkaSettings settings = brokerWithTopics();
        publish(settings, "a");
        Map<Place, Long> beyond = Map.of(
                new Place(Topic.DRIFT, 0), 1_000_000L,
                new Place(Topic.DRIFT, 1), 1_000_000L,
                new Place(Topic.DRIFT, 2), 1_000_000L,
                new Place(Topic.DRIFT, 3), 1_000_000L);

        follow(settings, Start.BEGINNING, beyond).caughtUp().get(20, TimeUnit.SECONDS);

        assertThat(seen).containsExactly("a");
    }

    @Test
    void waitsForABrokerAndForTopicsThatComeLater() throws Exception {
        KafkaSettings before = startBroker();
        stopBroker();

        LogFollower follower = follow(before, Start.BEGINNING, Map.of());
        KafkaSettings settings = startBroker();
        assertThat(follower.caughtUp()).isNotDone();
        TopicAdmin.ensure(settings, TopicLayout.EMBEDDED, DEADLINE);
        publish(settings, "a");

        await().atMost(DEADLINE).untilAsserted(() -> assertThat(seen).containsExactly("a"));
        follower.caughtUp().get(20, TimeUnit.SECONDS);
    }

    @Test
    void goesOnWhenTheBrokerWasAway() throws Exception {
        KafkaSettings settings = brokerWithTopics();
        follow(settings, Start.BEGINNING, Map.of()).caughtUp().get(20, TimeUnit.SECONDS);

        stopBroker();
        KafkaSettings again = startBroker();
        publish(again, "a");

        await().atMost(DEADLINE).untilAsserted(() -> assertThat(seen).containsExactly("a"));
    }

    @Test
    void stopsWhenItsHandlerFailsAndSaysWhy() throws Exception {
        KafkaSettings settings = brokerWithTopics();
        publish(settings, "a");
        LogFollower follower = new LogFollower(
                settings, "failing", Map.of(Topic.DRIFT, Start.BEGINNING), Map.of(), (records, positions) -> {
                    throw new IllegalStateException("told to fail");
                });
        toClose.add(follower.start());

        assertThatThrownBy(() -> follower.stopped().get(20, TimeUnit.SECONDS)).hasMessageContaining("told to fail");
        assertThatThrownBy(() -> follower.caughtUp().get(20, TimeUnit.SECONDS)).hasRootCauseMessage("told to fail");
    }

    @Test
    void closesWhileItWaitsForABrokerAndBeforeItStarted() {
        KafkaSettings nobody = new KafkaSettings(Map.of("bootstrap.servers", "127.0.0.1:" + port));
        LogFollower waiting = follow(nobody, Start.BEGINNING, Map.of());
        LogFollower unstarted =
                new LogFollower(nobody, "unstarted", Map.of(Topic.DRIFT, Start.END), Map.of(), (records, at) -> {});

        waiting.close();
        unstarted.close();
        unstarted.start();
        unstarted.close();

        assertThat(waiting.stopped()).isCompleted();
        assertThat(unstarted.stopped()).isCompleted();
        assertThat(unstarted.caughtUp()).isCompletedExceptionally();
    }

    private LogFollower follow(KafkaSettings settings, Start start, Map<Place, Long> positions) {
        LogFollower follower = new LogFollower(
                settings, "follower", Map.of(Topic.DRIFT, start), positions, (records, positionsAfter) -> {
                    records.forEach(record -> seen.add(((DriftCheck) ((Received.Understood) record).event())
                            .stack()
                            .stack()));
                    next.putAll(positionsAfter);
                });
        toClose.add(follower.start());
        return follower;
    }

    private void publish(KafkaSettings settings, String... stacks) throws Exception {
        EventPublisher publisher = EventPublisher.create(vertx, settings, "publisher", Duration.ofSeconds(10));
        for (String stack : stacks) {
            publisher
                    .publish(events.first(new DriftCheck(new StackId("homelab", stack))))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        }
        publisher.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private KafkaSettings brokerWithTopics() throws Exception {
        KafkaSettings settings = startBroker();
        TopicAdmin.ensure(settings, TopicLayout.EMBEDDED, DEADLINE);
        return settings;
    }

    private KafkaSettings startBroker() {
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(data).withPort(port));
        toClose.add(0, broker);
        return new KafkaSettings(broker.clientProperties());
    }

    private void stopBroker() throws Exception {
        toClose.remove(0).close();
    }
}
