/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import static org.awaitility.Awaitility.await;

import dev.longshore.events.Envelope;
import dev.longshore.events.Event;
import dev.longshore.events.EventFactory;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.SyncRequested;
import dev.longshore.events.Topic;
import dev.longshore.events.Trigger;
import dev.longshore.events.config.HostLimits;
import dev.longshore.events.config.RemoteAccess;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.SyncerConfig;
import dev.longshore.events.kafka.EventPublisher;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.LogFollower;
import dev.longshore.events.kafka.Received;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A syncer on a log, and somebody who asks and watches. */
final class SyncerFixture implements AutoCloseable {
    private static final SyncerConfig CONFIG =
            new SyncerConfig(4, Duration.ofSeconds(20), 64 << 20, 1L << 30, HostLimits.DEFAULT, RemoteAccess.DIRECT);

    private final KafkaSettings settings;
    private final Vertx vertx = Vertx.vertx();
    private final EventPublisher publisher;
    private final EventFactory events = new EventFactory("test", "here", Clock.systemUTC());
    private final List<Received.Understood> log = new CopyOnWriteArrayList<>();
    private final LogFollower follower;

    SyncerFixture(KafkaSettings settings) {
        this.settings = settings;
        this.publisher = EventPublisher.create(vertx, settings, "test", Duration.ofSeconds(10));
        this.follower = new LogFollower(
                        settings,
                        "test-log",
                        Map.of(
                                Topic.REVISION, LogFollower.Start.BEGINNING,
                                Topic.SOURCE, LogFollower.Start.BEGINNING,
                                Topic.SYNC, LogFollower.Start.BEGINNING),
                        Map.of(),
                        (records, next) -> records.forEach(this::note))
                .start();
    }

    private void note(Received record) {
        if (record instanceof Received.Understood understood) {
            log.add(understood);
        }
    }

    /** A syncer of these repositories, ready. Undeploy it by closing the fixture, or {@link #stop}. */
    String start(Path data, RepositoryConfig... repositories) {
        SyncerVerticle syncer = syncer(data, repositories);
        String deployment = get(vertx.deployVerticle(syncer));
        await().atMost(30, TimeUnit.SECONDS).until(syncer::isReady);
        return deployment;
    }

    String startWithoutWaiting(Path data, RepositoryConfig... repositories) {
        return get(vertx.deployVerticle(syncer(data, repositories)));
    }

    private SyncerVerticle syncer(Path data, RepositoryConfig... repositories) {
        return new SyncerVerticle(
                CONFIG, List.of(repositories), data, settings, publisher, events, new SimpleMeterRegistry());
    }

    /** A syncer whose repositories may change, ready. */
    SyncerVerticle start(Path data, SyncedRepositories repositories) {
        SyncerVerticle syncer =
                new SyncerVerticle(CONFIG, repositories, data, settings, publisher, events, new SimpleMeterRegistry());
        get(vertx.deployVerticle(syncer));
        await().atMost(30, TimeUnit.SECONDS).until(syncer::isReady);
        return syncer;
    }

    /** Puts an event on the log; its id. */
    String publish(Event event) {
        Envelope<Event> envelope = events.first(event);
        get(publisher.publish(envelope));
        return envelope.id();
    }

    void stop(String deployment) {
        get(vertx.undeploy(deployment));
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(40, TimeUnit.SECONDS)
                .join();
    }

    static RepositoryConfig repository(String name, String url) {
        return new RepositoryConfig(name, url, "main", null, null, List.of());
    }

    /** The id of the request, which is on the log. */
    String request(String repository, boolean force) {
        Envelope<SyncRequested> request = events.first(new SyncRequested(repository, Trigger.MANUAL, force, "test"));
        get(publisher.publish(request));
        return request.id();
    }

    /** As the reconciler does, without waiting. */
    void poll(String repository) {
        publisher
                .publish(events.first(new SyncRequested(repository, Trigger.POLL, false, "test")))
                .onFailure(Throwable::printStackTrace);
    }

    /** Publishes at once, without waiting. */
    Future<String> requestLater(String repository) {
        Envelope<SyncRequested> request = events.first(new SyncRequested(repository, Trigger.MANUAL, false, "test"));
        return publisher.publish(request).map(position -> request.id());
    }

    /** How the look that answers this request ended. */
    SourceEvent answer(String request) {
        await().pollInterval(Duration.ofMillis(5)).atMost(40, TimeUnit.SECONDS).until(() -> answers(request) > 0);
        return sources().stream()
                .filter(event -> event.requests().contains(request))
                .findFirst()
                .orElseThrow();
    }

    long answers(String request) {
        return sources().stream()
                .filter(event -> event.requests().contains(request))
                .count();
    }

    SourceEvent sync(String repository) {
        return answer(request(repository, false));
    }

    List<SourceEvent> sources() {
        return of(SourceEvent.class);
    }

    List<SourceEvent> sources(String repository) {
        return sources().stream()
                .filter(event -> event.repository().equals(repository))
                .toList();
    }

    List<RevisionEvent> revisions(String repository) {
        return of(RevisionEvent.class).stream()
                .filter(event -> event.stack().repository().equals(repository))
                .toList();
    }

    private <E extends Event> List<E> of(Class<E> type) {
        return log.stream()
                .map(Received.Understood::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    List<Received.Understood> log() {
        return log;
    }

    /** The stacks announced in this event. */
    static List<String> stacks(SourceEvent event) {
        return event instanceof SourceEvent.Changed changed
                ? changed.stacks().stream().map(stack -> stack.stack()).sorted().toList()
                : List.of();
    }

    void awaitFirst(String repository) {
        await().atMost(40, TimeUnit.SECONDS).until(() -> !sources(repository).isEmpty());
    }

    /** Every record of the bundle topic, by partition and offset. */
    Map<String, ConsumerRecord<String, byte[]>> chunks() {
        Map<String, Object> config = new HashMap<>(settings.properties());
        Map<String, ConsumerRecord<String, byte[]>> found = new HashMap<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(Topic.BUNDLE.topicName()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record -> found.put(record.partition() + "/" + record.offset(), record));
            }
        }
        return found;
    }

    @Override
    public void close() {
        follower.close();
        for (String deployment : vertx.deploymentIDs()) {
            stop(deployment);
        }
        get(publisher.close());
        get(vertx.close());
    }
}
