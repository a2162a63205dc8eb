/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.broker.BrokerSettings;
import dev.longshore.broker.EmbeddedBroker;
import dev.longshore.events.EventFactory;
import dev.longshore.events.Topic;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member of a group while its broker is away. */
class GroupConsumerOutageIT {
    private static final Duration DEADLINE = Duration.ofSeconds(40);
    private static final String GROUP = "outage";
    private static final int PARTITION = 3;

    @TempDir
    Path data;

    private final Vertx vertx = Vertx.vertx();
    private final List<EventPublisher> publishers = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (EventPublisher publisher : publishers) {
            get(publisher.close());
        }
        get(vertx.close());
    }

    @Test
    void goesOnAfterwardsAndKeepsWhatFailedMeanwhileForTheDeadLetter() throws Exception {
        EmbeddedBroker before = EmbeddedBroker.start(BrokerSettings.in(data));
        KafkaSettings settings = new KafkaSettings(before.clientProperties());
        TopicAdmin.ensure(settings, TopicLayout.EMBEDDED, DEADLINE);
        Promise<Void> outcome = Promise.promise();
        CompletableFuture<Void> underWay = new CompletableFuture<>();
        List<String> handled = new CopyOnWriteArrayList<>();
        GroupConsumer consumer = start(settings, (key, batch) -> {
            handled.add(key);
            underWay.complete(null);
            return key.equals("failing") ? outcome.future() : Future.succeededFuture();
        });
        new SyncTopic(settings).publish("failing", PARTITION, 0, 1);
        underWay.get(30, TimeUnit.SECONDS);

        before.close();
        outcome.fail(new IllegalStateException("told to fail"));
        List<String> letters = new CopyOnWriteArrayList<>();
        try (EmbeddedBroker after = EmbeddedBroker.start(BrokerSettings.in(data));
                LogFollower follower = followLetters(settings, letters)) {
            assertThat(after.bootstrapServers()).isEqualTo(settings.bootstrapServers());
            SyncTopic sync = new SyncTopic(settings);
            sync.publish("later", PARTITION, 0, 1);

            await().atMost(DEADLINE).untilAsserted(() -> {
                assertThat(handled).contains("later");
                assertThat(letters).contains("failing");
                assertThat(sync.committed(GROUP, PARTITION)).isEqualTo(sync.end(PARTITION));
            });
            assertThat(follower.stopped()).isNotDone();
            get(consumer.stop());
        }
    }

    @Test
    void stopsWithinSecondsWhenItsBrokerIsGone() throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(data));
        KafkaSettings settings = new KafkaSettings(broker.clientProperties());
        TopicAdmin.ensure(settings, TopicLayout.EMBEDDED, DEADLINE);
        CompletableFuture<Void> underWay = new CompletableFuture<>();
        Promise<Void> outcome = Promise.promise();
        GroupConsumer consumer = start(settings, (key, batch) -> {
            underWay.complete(null);
            return outcome.future();
        });
        new SyncTopic(settings).publish("last", PARTITION, 0, 1);
        underWay.get(30, TimeUnit.SECONDS);
        broker.close();
        outcome.complete();

        long begin = System.nanoTime();
        get(consumer.stop());

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
    }

    private GroupConsumer start(KafkaSettings settings, GroupConsumer.Handler handler) {
        EventPublisher publisher = EventPublisher.create(vertx, settings, "letters", Duration.ofSeconds(1));
        publishers.add(publisher);
        DeadLetters letters = new DeadLetters(publisher, new EventFactory("test", "host", Clock.systemUTC()));
        GroupConsumer consumer = new GroupConsumer(vertx, settings, GROUP, Topic.SYNC, handler, letters);
        vertx.getOrCreateContext().runOnContext(now -> consumer.start());
        return consumer;
    }

    private static LogFollower followLetters(KafkaSettings settings, List<String> keys) {
        return new LogFollower(
                        settings,
                        "letters",
                        Map.of(Topic.DEAD_LETTER, LogFollower.Start.BEGINNING),
                        Map.of(),
                        (records, next) -> records.forEach(record -> keys.add(String.valueOf(record.key()))))
                .start();
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
