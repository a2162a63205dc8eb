/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.events.EventFactory;
import dev.longshore.events.Topic;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupConsumerCrashIT {
    private static final String GROUP = "crash";
    private static final int PARTITION = 3;

    @TempDir
    Path logs;

    @Test
    void hasTheNextMemberReadAgainOnlyWhatWasNotDone() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (TestCluster cluster = TestCluster.embedded();
                GroupMemberProcess killed =
                        GroupMemberProcess.start(quick(cluster.settings()), GROUP, logs.resolve("member.log"))) {
            SyncTopic sync = new SyncTopic(cluster.settings());
            sync.publish("before", PARTITION, 0, 5);
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(sync.committed(GROUP, PARTITION))
                    .isEqualTo(sync.end(PARTITION)));
            sync.publish("unfinished", PARTITION, 0, 1);
            sync.publish("after", PARTITION, 0, 5);
            killed.kill();

            RecordingHandler heir = new RecordingHandler();
            EventPublisher publisher =
                    EventPublisher.create(vertx, cluster.settings(), "letters", Duration.ofSeconds(5));
            GroupConsumer consumer = start(vertx, quick(cluster.settings()), heir, publisher);

            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(heir.handled("unfinished")).containsExactly("0");
                assertThat(heir.handled("after")).hasSize(5);
            });
            assertThat(heir.handled("before")).isEmpty();
            consumer.stop().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(sync.committed(GROUP, PARTITION)).isEqualTo(sync.end(PARTITION));
            publisher.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    private static GroupConsumer start(
            Vertx vertx, KafkaSettings settings, RecordingHandler handler, EventPublisher publisher) {
        DeadLetters letters = new DeadLetters(publisher, new EventFactory("test", "host", Clock.systemUTC()));
        GroupConsumer consumer = new GroupConsumer(vertx, settings, GROUP, Topic.SYNC, handler, letters);
        vertx.getOrCreateContext().runOnContext(now -> consumer.start());
        return consumer;
    }

    /** What a user may set in {@code kafka.properties}: a dead member is noticed within a second. */
    private static KafkaSettings quick(KafkaSettings settings) {
        Map<String, String> properties = new HashMap<>(settings.properties());
        properties.put("session.timeout.ms", "1000");
        properties.put("heartbeat.interval.ms", "300");
        return new KafkaSettings(properties);
    }
}
