/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.events.DeadLetter;
import dev.longshore.events.EventFactory;
import dev.longshore.events.Topic;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/** What a group consumer promises, whatever the broker. Each test has a group and keys of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GroupConsumerContract {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final EventFactory events = new EventFactory("test", "host", Clock.systemUTC());
    private final List<GroupConsumer> consumers = new ArrayList<>();
    private final List<LogFollower> followers = new ArrayList<>();
    private final List<EventPublisher> publishers = new ArrayList<>();
    private TestCluster cluster = new Nowhere();
    private String group = "";

    abstract TestCluster cluster();

    @BeforeAll
    void startCluster() {
        cluster = cluster();
    }

    @AfterAll
    void stopCluster() throws Exception {
        done(vertx.close());
        cluster.close();
    }

    @BeforeEach
    void nameGroup(TestInfo test) {
        group = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
    }

    @AfterEach
    void stopConsumers() throws Exception {
        for (GroupConsumer consumer : consumers) {
            done(consumer.stop());
        }
        consumers.clear();
        for (EventPublisher publisher : publishers) {
            done(publisher.close());
        }
        publishers.clear();
        followers.forEach(LogFollower::close);
        followers.clear();
    }

    @Test
    void keepsTheOrderOfAKey() throws Exception {
        RecordingHandler handler = new RecordingHandler();
        join(handler);

        publish("a-key", 0, 200);
        publish("b-key", 0, 200);

        eventually(() -> {
            assertThat(handler.handled(key("a-key"))).isEqualTo(numbers(0, 200));
            assertThat(handler.handled(key("b-key"))).isEqualTo(numbers(0, 200));
        });
        assertThat(handler.faults()).isEmpty();
        assertThat(handler.threads()).hasSize(1);
    }

    @Test
    void handlesOtherKeysWhileOneIsSlow() throws Exception {
        RecordingHandler handler = new RecordingHandler();
        handler.hold(key("slow"));
        join(handler);

        publish("slow", 0, 1);
        eventually(() -> assertThat(handler.isUnderWay(key("slow"))).isTrue());
        publish("slow", 1, 3);
        for (int i = 0; i < 20; i++) {
            publish("fast" + i, 0, 1);
        }

        eventually(() -> assertThat(handler.count()).isEqualTo(20));
        handler.release(key("slow"));
        eventually(() -> assertThat(handler.handled(key("slow"))).isEqualTo(numbers(0, 3)));
        assertThat(handler.faults()).isEmpty();
    }

    @Test
    void commitsOnlyUpToTheFirstRecordThatIsNotDone() throws Exception {
        RecordingHandler handler = new RecordingHandler();
        handler.hold(key("slow"));
        join(handler);
        int partition = partitionOf("slow");

        sync().publish(key("before"), partition, 0, 5);
        eventually(() -> assertThat(sync().committed(group, partition)).isEqualTo(sync().end(partition)));
        long slow = sync().publish(key("slow"), partition, 0, 1);
        sync().publish(key("after"), partition, 0, 5);
        eventually(() -> assertThat(handler.count()).isEqualTo(10));

        assertThat(sync().committed(group, partition)).isEqualTo(slow);
        handler.release(key("slow"));
        eventually(() -> assertThat(sync().committed(group, partition)).isEqualTo(sync().end(partition)));
    }

    @Test
    void sendsPoisonToTheDeadLetterAndGoesOn() throws Exception {
        RecordingHandler handler = new RecordingHandler();
        handler.fail(key("failing"));
        join(handler);
        List<DeadLetter> letters = deadLetters();
        int partition = partitionOf("good");

        sync().sendRaw(partition, null, new byte[0]);
        sync().sendRaw(partition, null, new byte[] {(byte) 0xff, 0, 1, 2});
        sync().sendRaw(
                        partition,
                        "k",
                        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/\",\"type\":\"dev.longshore.sync.requested.v2\"}"
                                .getBytes(StandardCharsets.UTF_8));
        sync().sendRaw(partition, "k", "null".getBytes(StandardCharsets.UTF_8));
        sync().publish(key("failing"), partition, 0, 1);
        sync().publish(key("good"), partition, 0, 1);

        eventually(() -> assertThat(handler.handled(key("good"))).hasSize(1));
        eventually(() -> assertThat(sync().committed(group, partition)).isEqualTo(sync().end(partition)));
        eventually(() -> assertThat(letters)
                .extracting(DeadLetter::reason)
                .contains("decode.empty", "decode.cloudevent", "decode.type", "handler.failed"));
        assertThat(letters)
                .filteredOn(letter -> letter.reason().equals("handler.failed"))
                .allSatisfy(letter -> assertThat(letter.headers()).containsKey("ce_id"));
    }

    @Test
    void holdsBackWhenAPartitionIsCrowdedAndGoesOnAfterwards() throws Exception {
        RecordingHandler handler = new RecordingHandler();
        handler.hold(key("crowd"));
        join(handler);
        int partition = partitionOf("crowd");
        int other = (partition + 1) % 2;

        sync().publish(key("crowd"), partition, 0, 4000);
        eventually(() -> assertThat(handler.isUnderWay(key("crowd"))).isTrue());
        sync().publish(key("other"), other, 0, 1);

        eventually(() -> assertThat(handler.handled(key("other"))).hasSize(1));
        assertThat(handler.handled(key("crowd"))).isEmpty();
        handler.release(key("crowd"));
        eventually(() -> assertThat(handler.handled(key("crowd"))).isEqualTo(numbers(0, 4000)));
        eventually(() -> assertThat(sync().committed(group, partition)).isEqualTo(sync().end(partition)));
        assertThat(handler.faults()).isEmpty();
    }

    @Test
    void sharesAndTakesOverWithoutLoss() throws Exception {
        RecordingHandler first = new RecordingHandler();
        RecordingHandler second = new RecordingHandler();
        GroupConsumer leaving = join(first);
        eventually(() -> assertThat(first.partitions()).hasSize(sync().partitions()));
        join(second);
        eventually(() -> {
            assertThat(second.partitions()).isNotEmpty();
            assertThat(first.partitions()).isNotEmpty();
            assertThat(first.partitions()).doesNotContainAnyElementsOf(second.partitions());
            assertThat(first.partitions().size() + second.partitions().size()).isEqualTo(sync().partitions());
        });

        Set<String> keys = IntStream.range(0, 20).mapToObj(i -> "k" + i).collect(toSet());
        for (String key : keys) {
            publish(key, 0, 10);
        }
        done(leaving.stop());
        for (String key : keys) {
            publish(key, 10, 20);
        }

        eventually(() -> assertThat(second.partitions()).hasSize(sync().partitions()));
        eventually(() -> {
            for (String key : keys) {
                List<String> both = new ArrayList<>(first.handled(key(key)));
                both.addAll(second.handled(key(key)));
                assertThat(both).isEqualTo(numbers(0, 20));
            }
        });
        assertThat(first.partitions()).isEmpty();
        assertThat(first.faults()).isEmpty();
        assertThat(second.faults()).isEmpty();
    }

    @Test
    void waitsForWhatIsUnderWayAndCommitsItWhenItStops() throws Exception {
        RecordingHandler handler = new RecordingHandler();
        handler.hold(key("last"));
        GroupConsumer consumer = join(handler);
        int partition = partitionOf("last");
        sync().publish(key("last"), partition, 0, 1);
        eventually(() -> assertThat(handler.isUnderWay(key("last"))).isTrue());

        Future<Void> stopped = consumer.stop();
        Future<Void> again = consumer.stop();
        assertThat(stopped.isComplete()).isFalse();
        handler.release(key("last"));
        done(stopped);
        done(again);

        assertThat(handler.handled(key("last"))).hasSize(1);
        assertThat(sync().committed(group, partition)).isEqualTo(sync().end(partition));
        done(consumer.stop());
    }

    private GroupConsumer join(RecordingHandler handler) throws Exception {
        GroupConsumer consumer = consumer(vertx, handler);
        start(vertx, consumer);
        return consumer;
    }

    private GroupConsumer consumer(Vertx on, RecordingHandler handler) {
        EventPublisher publisher =
                EventPublisher.create(on, cluster.settings(), "letters-" + group, Duration.ofSeconds(5));
        publishers.add(publisher);
        GroupConsumer consumer = new GroupConsumer(
                on, cluster.settings(), group, Topic.SYNC, onlyOurs(handler), new DeadLetters(publisher, events));
        consumers.add(consumer);
        return consumer;
    }

    /** All tests of a class write to one topic. */
    private GroupConsumer.Handler onlyOurs(RecordingHandler handler) {
        String prefix = prefix();
        return new GroupConsumer.Handler() {
            @Override
            public Future<Void> handle(String key, List<Received.Understood> batch) {
                return key.startsWith(prefix) ? handler.handle(key, batch) : Future.succeededFuture();
            }

            @Override
            public void assigned(Set<Integer> partitions) {
                handler.assigned(partitions);
            }

            @Override
            public void revoked(Set<Integer> partitions) {
                handler.revoked(partitions);
            }
        };
    }

    private static void start(Vertx on, GroupConsumer consumer) throws Exception {
        Context context = on.getOrCreateContext();
        done(Future.<Void>future(
                promise -> context.runOnContext(now -> consumer.start().onComplete(promise))));
    }

    private List<DeadLetter> deadLetters() {
        List<DeadLetter> letters = new CopyOnWriteArrayList<>();
        followers.add(new LogFollower(
                        cluster.settings(),
                        "letters-" + group,
                        Map.of(Topic.DEAD_LETTER, LogFollower.Start.BEGINNING),
                        Map.of(),
                        (records, next) -> records.forEach(
                                record -> letters.add((DeadLetter) ((Received.Understood) record).event())))
                .start());
        return letters;
    }

    private String prefix() {
        return group.substring(0, Math.min(40, group.length())) + ".";
    }

    private String key(String name) {
        return prefix() + name;
    }

    private void publish(String key, int from, int to) throws Exception {
        sync().publish(key(key), partitionOf(key), from, to);
    }

    private int partitionOf(String key) {
        return Math.floorMod(key.hashCode(), 2);
    }

    private SyncTopic sync() {
        return new SyncTopic(cluster.settings());
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf).toList();
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(LONG).pollInterval(Duration.ofMillis(50)).untilAsserted(assertion);
    }

    private static <T> void done(Future<T> future) throws Exception {
        future.toCompletionStage().toCompletableFuture().get(40, TimeUnit.SECONDS);
    }

    private static final class Nowhere implements TestCluster {
        @Override
        public KafkaSettings settings() {
            throw new IllegalStateException("not started");
        }

        @Override
        public void close() {}
    }
}
