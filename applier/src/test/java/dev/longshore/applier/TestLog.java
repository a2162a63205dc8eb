/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.broker.BrokerSettings;
import dev.longshore.broker.EmbeddedBroker;
import dev.longshore.events.BundlePointer;
import dev.longshore.events.Envelope;
import dev.longshore.events.Event;
import dev.longshore.events.EventFactory;
import dev.longshore.events.StackId;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.DeadLetters;
import dev.longshore.events.kafka.EventPublisher;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.LogFollower;
import dev.longshore.events.kafka.Received;
import dev.longshore.events.kafka.TopicAdmin;
import dev.longshore.events.kafka.TopicLayout;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A real log, with what stands at its other end: a syncer that writes bundles and a reader of what appliers tell. */
final class TestLog implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    final Vertx vertx = Vertx.vertx();
    /** How many hosts are up. */
    final AtomicInteger hosts = new AtomicInteger();

    final KafkaSettings settings;
    final EventPublisher publisher;
    final EventFactory events = new EventFactory("syncer", "test", Clock.systemUTC());
    private final @Nullable EmbeddedBroker broker;
    private final LogFollower follower;
    private final List<Received.Understood> told = new CopyOnWriteArrayList<>();

    private TestLog(KafkaSettings settings, @Nullable EmbeddedBroker broker) throws Exception {
        this.settings = settings;
        this.broker = broker;
        TopicAdmin.ensure(settings, TopicLayout.EMBEDDED, Duration.ofSeconds(30));
        publisher = EventPublisher.create(vertx, settings, "test", Duration.ofSeconds(20));
        follower = new LogFollower(
                        settings,
                        "test-reader",
                        Map.of(
                                Topic.DEPLOYMENT,
                                LogFollower.Start.BEGINNING,
                                Topic.DEAD_LETTER,
                                LogFollower.Start.BEGINNING),
                        Map.of(),
                        (records, next) -> records.forEach(record -> told.add((Received.Understood) record)))
                .start();
    }

    static TestLog embedded(Path data) throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(data));
        return new TestLog(new KafkaSettings(broker.clientProperties()), broker);
    }

    static TestLog at(String bootstrapServers) throws Exception {
        return new TestLog(new KafkaSettings(Map.of("bootstrap.servers", bootstrapServers)), null);
    }

    DeadLetters deadLetters() {
        return new DeadLetters(publisher, events);
    }

    /** Writes a bundle the way a syncer does: all chunks to the stack's partition. */
    BundlePointer writeBundle(StackId stack, byte[] bundle) throws Exception {
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bundle));
        int partition = get(publisher.partitionOf(Topic.REVISION, stack.toString()));
        List<Long> offsets = new ArrayList<>();
        int chunks = (bundle.length + BundlePointer.CHUNK_BYTES - 1) / BundlePointer.CHUNK_BYTES;
        for (int i = 0; i < chunks; i++) {
            int from = i * BundlePointer.CHUNK_BYTES;
            byte[] chunk = Arrays.copyOfRange(bundle, from, Math.min(bundle.length, from + BundlePointer.CHUNK_BYTES));
            offsets.add(get(publisher.publish(Topic.BUNDLE, partition, BundlePointer.chunkKey(stack, sha256, i), chunk))
                    .offset());
        }
        return new BundlePointer(partition, offsets, sha256, bundle.length);
    }

    <E extends Event> Envelope<E> publish(E event) {
        Envelope<E> envelope = events.first(event);
        get(publisher.publish(envelope));
        return envelope;
    }

    /** Events of a stack on {@code longshore.deployment}, in order. */
    List<Event> told(StackId stack) {
        return told.stream()
                .filter(record -> stack.toString().equals(record.key()))
                .<Event>map(Received.Understood::event)
                .toList();
    }

    List<Received.Understood> everything() {
        return told;
    }

    /** Waits for the first event of a stack that is one of these. */
    <E extends Event> E await(StackId stack, Class<E> type, Predicate<E> which) {
        return Awaitility.await(type.getSimpleName() + " of " + stack)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> told(stack).stream()
                                .filter(type::isInstance)
                                .map(type::cast)
                                .filter(which)
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    /** Waits for the first event of a stack and type that this cause led to. */
    <E extends Event> E answer(StackId stack, String cause, Class<E> type) {
        return type.cast(Awaitility.await(type.getSimpleName() + " because of " + cause)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> told.stream()
                                .filter(record -> stack.toString().equals(record.key()))
                                .filter(record ->
                                        cause.equals(record.envelope().meta().causationId()))
                                .map(Received.Understood::event)
                                .filter(type::isInstance)
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow());
    }

    static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (InterruptedException
                | java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    static void eventually(org.awaitility.core.ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions() // of looking at what is being replaced
                .untilAsserted(assertion);
    }

    @Override
    public void close() {
        follower.close();
        get(publisher.close());
        get(vertx.close());
        if (broker != null) {
            broker.close();
        }
    }
}
