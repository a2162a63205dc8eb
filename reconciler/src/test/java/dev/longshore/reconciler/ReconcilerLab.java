/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import dev.longshore.events.Envelope;
import dev.longshore.events.Event;
import dev.longshore.events.EventFactory;
import dev.longshore.events.EventMeta;
import dev.longshore.events.StackStatus;
import dev.longshore.events.Topic;
import dev.longshore.events.config.ReconcilerConfig;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.kafka.DeadLetters;
import dev.longshore.events.kafka.EventPublisher;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.LogFollower;
import dev.longshore.events.kafka.Received;
import dev.longshore.events.kafka.TopicAdmin;
import dev.longshore.events.kafka.TopicLayout;
import dev.longshore.events.kafka.TransactionalFold;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A cluster with the topics, reconcilers on it, and an ear on everything they write. */
final class ReconcilerLab implements AutoCloseable {
    private static final ReconcilerConfig CONFIG =
            new ReconcilerConfig(Duration.ofMillis(300), Duration.ofMillis(300), 0.1);

    private final Vertx vertx = Vertx.vertx();
    private final KafkaSettings settings;
    private final EventPublisher publisher;
    private final LogFollower ear;
    private final Map<ReconcilerVerticle, String> deployments = new ConcurrentHashMap<>();
    final EventFactory events = new EventFactory("applier", "alpha", Clock.systemUTC());
    final Map<String, StackStatus> statuses = new ConcurrentHashMap<>();
    final List<String> statusKeys = new CopyOnWriteArrayList<>();
    final List<String> cdEventIds = new CopyOnWriteArrayList<>();
    final List<String> cdEventTypes = new CopyOnWriteArrayList<>();
    final List<Event> asked = new CopyOnWriteArrayList<>();
    /** The same as {@link #asked}, with who asked and under which id. */
    final List<EventMeta> askedBy = new CopyOnWriteArrayList<>();

    final List<Event> deadLetters = new CopyOnWriteArrayList<>();

    ReconcilerLab(KafkaSettings settings) throws Exception {
        this.settings = settings;
        TopicAdmin.ensure(settings, TopicLayout.EMBEDDED, Duration.ofSeconds(30));
        publisher = EventPublisher.create(vertx, settings, "lab", Duration.ofSeconds(10));
        ear = new LogFollower(
                settings,
                "ear",
                Map.of(
                        Topic.STATUS, LogFollower.Start.BEGINNING,
                        Topic.CDEVENTS, LogFollower.Start.BEGINNING,
                        Topic.SYNC, LogFollower.Start.BEGINNING,
                        Topic.DRIFT, LogFollower.Start.BEGINNING,
                        Topic.DEAD_LETTER, LogFollower.Start.BEGINNING),
                Map.of(),
                (records, next) -> records.forEach(this::hear));
        ear.start();
    }

    ReconcilerVerticle start() {
        ReconcilerVerticle verticle = new ReconcilerVerticle(
                new ReconcilerVerticle.Schedule(
                        CONFIG,
                        List.of(new RepositoryConfig(
                                "homelab", "https://git.example/homelab", null, null, null, List.of())),
                        List.of()),
                List::of,
                settings,
                new EventFactory("reconciler", "alpha", Clock.systemUTC()),
                new DeadLetters(publisher, events),
                new SimpleMeterRegistry());
        deployments.put(verticle, get(vertx.deployVerticle(verticle)));
        await().atMost(30, SECONDS).until(verticle::isReady);
        return verticle;
    }

    /** As an instance that believes to be elected. */
    TransactionalFold foldOutsideOfAnyElection() {
        EventFactory factory = new EventFactory("reconciler", "alpha", Clock.systemUTC());
        TransactionalFold fold = new TransactionalFold(
                settings,
                StatusFold.PLAN,
                () -> new StatusFold(
                        factory,
                        Clock.systemUTC(),
                        new DriftChecks(Duration.ofHours(1), (stack, every) -> {}),
                        (r, hook) -> {}),
                factory,
                Clock.systemUTC());
        fold.start();
        return fold;
    }

    KafkaSettings settings() {
        return settings;
    }

    /** How many polls and drift checks that reconciler asked for. */
    long askedBy(String host) {
        String source = "/longshore/reconciler/" + host;
        return askedBy.stream().filter(meta -> meta.source().equals(source)).count();
    }

    void stop(ReconcilerVerticle verticle) {
        get(vertx.undeploy(requireNonNull(deployments.remove(verticle))));
    }

    void tell(Event... told) {
        for (Event event : told) {
            tell(events.first(event));
        }
    }

    void tell(Envelope<?> envelope) {
        get(publisher.publish(envelope));
    }

    void tellNonsense(Topic topic) {
        get(publisher.publish(topic, 0, "homelab/web", new byte[] {1, 2, 3}));
    }

    Optional<StackStatus> status() {
        return Optional.ofNullable(statuses.get(Sample.WEB + "@" + Sample.ALPHA));
    }

    void awaitState(StackStatus.State state) {
        await().atMost(20, SECONDS)
                .until(() -> status().filter(s -> s.state() == state).isPresent());
    }

    private void hear(Received record) {
        switch (record.position().topic()) {
            case STATUS -> hearStatus(record);
            case CDEVENTS -> hearForeign(record);
            case DEAD_LETTER -> deadLetters.add(((Received.Understood) record).event());
            default -> {
                askedBy.add(((Received.Understood) record).envelope().meta());
                asked.add(((Received.Understood) record).event());
            }
        }
    }

    private void hearStatus(Received record) {
        statusKeys.add(String.valueOf(record.key()));
        if (record instanceof Received.Understood understood && understood.event() instanceof StackStatus status) {
            statuses.put(status.key(), status);
        } else {
            statuses.remove(String.valueOf(record.key()));
        }
    }

    /** A CDEvent is none of our events: what is known of it are its headers. */
    private void hearForeign(Received record) {
        Map<String, String> headers = ((Received.Poisoned) record).raw().headers();
        cdEventIds.add(requireNonNull(headers.get("ce_id")));
        cdEventTypes.add(requireNonNull(headers.get("ce_type")));
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, SECONDS)
                .join();
    }

    @Override
    public void close() {
        ear.close();
        deployments.keySet().forEach(this::stop);
        get(publisher.close());
        get(vertx.close());
    }
}
