/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.longshore.events.BundlePointer;
import dev.longshore.events.EventFactory;
import dev.longshore.events.StackId;
import dev.longshore.events.SyncRequested;
import dev.longshore.events.Topic;
import dev.longshore.events.Trigger;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventPublisherIT {
    private static final StackId STACK = new StackId("homelab", "grafana");

    private final Vertx vertx = Vertx.vertx();
    private final EventFactory events = new EventFactory("test", "host", Clock.systemUTC());

    @AfterEach
    void close() throws Exception {
        get(vertx.close());
    }

    @Test
    void carriesABundleOf20MiBThroughABrokerWithDefaultLimits() throws Exception {
        byte[] bundle = new byte[20 * 1024 * 1024];
        new Random(7).nextBytes(bundle);
        try (TestCluster cluster = TestCluster.container()) {
            EventPublisher publisher =
                    EventPublisher.create(vertx, cluster.settings(), "bundles", Duration.ofSeconds(30));
            BundlePointer pointer = publishChunks(publisher, bundle);
            get(publisher.close());

            assertThat(pointer.offsets()).hasSize(40);
            assertThat(sha256(readChunks(cluster.settings(), pointer))).isEqualTo(pointer.sha256());
        }
    }

    @Test
    void putsEventsWhereItSaysTheKeyGoes() throws Exception {
        try (TestCluster cluster = TestCluster.embedded()) {
            EventPublisher publisher =
                    EventPublisher.create(vertx, cluster.settings(), "events", Duration.ofSeconds(10));
            for (String repository : List.of("homelab", "blog", "a", "b", "c")) {
                Position position = get(
                        publisher.publish(events.first(new SyncRequested(repository, Trigger.MANUAL, false, "me"))));

                assertThat(get(publisher.partitionOf(Topic.SYNC, repository))).isEqualTo(position.partition());
            }
            get(publisher.close());
        }
    }

    @Test
    void failsWithinItsDeadlineWhenNoBrokerAnswers() throws Exception {
        KafkaSettings nobody = new KafkaSettings(Map.of("bootstrap.servers", "127.0.0.1:1"));
        EventPublisher publisher = EventPublisher.create(vertx, nobody, "events", Duration.ofSeconds(2));
        long begin = System.nanoTime();

        Throwable failure = catchThrowable(
                () -> get(publisher.publish(events.first(new SyncRequested("r", Trigger.MANUAL, false, "me")))));

        assertThat(failure).isNotNull();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
        get(publisher.close());
    }

    private static BundlePointer publishChunks(EventPublisher publisher, byte[] bundle) throws Exception {
        String sha256 = sha256(bundle);
        int partition = get(publisher.partitionOf(Topic.BUNDLE, STACK.toString()));
        List<Future<Position>> sent = new ArrayList<>();
        for (int from = 0; from < bundle.length; from += BundlePointer.CHUNK_BYTES) {
            byte[] chunk = Arrays.copyOfRange(bundle, from, Math.min(from + BundlePointer.CHUNK_BYTES, bundle.length));
            sent.add(publisher.publish(
                    Topic.BUNDLE, partition, BundlePointer.chunkKey(STACK, sha256, sent.size()), chunk));
        }
        List<Long> offsets = new ArrayList<>();
        for (Future<Position> position : sent) {
            offsets.add(get(position).offset());
        }
        return new BundlePointer(partition, offsets, sha256, bundle.length);
    }

    private static byte[] readChunks(KafkaSettings settings, BundlePointer pointer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TopicPartition place = new TopicPartition(Topic.BUNDLE.topicName(), pointer.partition());
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                settings.clientConfig(Map.of(), Map.of()), new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(Set.of(place));
            consumer.seek(place, pointer.offsets().get(0));
            while (bytes.size() < pointer.size()) {
                for (ConsumerRecord<String, byte[]> chunk : consumer.poll(Duration.ofSeconds(10))) {
                    bytes.writeBytes(chunk.value());
                }
            }
        }
        return bytes.toByteArray();
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
