/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import dev.longshore.broker.BrokerSettings;
import dev.longshore.broker.EmbeddedBroker;
import dev.longshore.events.DeadLetter;
import dev.longshore.events.Event;
import dev.longshore.events.EventFactory;
import dev.longshore.events.Topic;
import dev.longshore.events.config.Severity;
import dev.longshore.events.kafka.DeadLetters;
import dev.longshore.events.kafka.EventPublisher;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.LogFollower;
import dev.longshore.events.kafka.Received;
import dev.longshore.events.kafka.TopicAdmin;
import dev.longshore.events.kafka.TopicLayout;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A broker with the topics, hosts that tell of stacks, and deliveries that come and go. One for all tests of a class. */
public final class NotifyLab implements AutoCloseable {
    public static final Timing TIMING =
            new Timing(Duration.ofSeconds(1), Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofHours(1));
    static final Route EVERYTHING = new Route(List.of(), List.of(), Severity.INFO, Duration.ZERO);

    public final Vertx vertx = Vertx.vertx();
    public final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    public final EventFactory events = new EventFactory("applier", "alpha", Clock.systemUTC());
    final List<DeadLetter> deadLetters = new CopyOnWriteArrayList<>();
    private final EmbeddedBroker broker;
    private final EventPublisher publisher;
    private final LogFollower ear;
    private final List<Delivery> deliveries = new ArrayList<>();
    public final KafkaSettings settings;

    public NotifyLab(Path data) throws Exception {
        broker = EmbeddedBroker.start(BrokerSettings.in(data));
        settings = new KafkaSettings(broker.clientProperties());
        TopicAdmin.ensure(settings, TopicLayout.EMBEDDED, Duration.ofSeconds(30));
        publisher = EventPublisher.create(vertx, settings, "lab", Duration.ofSeconds(10));
        ear = new LogFollower(
                settings,
                "ear",
                Map.of(Topic.DEAD_LETTER, LogFollower.Start.BEGINNING),
                Map.of(),
                (records, next) -> records.forEach(
                        record -> deadLetters.add((DeadLetter) ((Received.Understood) record).event())));
        ear.start();
    }

    Delivery.Surroundings around() {
        return new Delivery.Surroundings(
                settings, new DeadLetters(publisher, events), metrics, Clock.systemUTC(), TIMING);
    }

    Delivery start(String name, Sink sink, Route route) {
        Delivery delivery = new Delivery(name, sink, route, around());
        deliveries.add(delivery);
        delivery.start();
        return delivery;
    }

    void stop(Delivery delivery) {
        delivery.close();
        deliveries.remove(delivery);
    }

    public void tell(Event... told) {
        for (Event event : told) {
            get(publisher.publish(events.first(event)));
        }
    }

    void tellAtOnce(List<? extends Event> told) {
        get(Future.all(told.stream()
                .map(event -> publisher.publish(events.first(event)))
                .toList()));
    }

    void tellNonsense() {
        get(publisher.publish(Topic.DEPLOYMENT, 0, "homelab/web", new byte[] {1, 2, 3}));
    }

    /** Returns when the sink has found its place on the log: it is told of what comes after. */
    public void awaitReady(String sink) {
        await().atMost(30, SECONDS).until(() -> metric("longshore.notify.ready", sink) == 1);
    }

    double metric(String name, String sink) {
        Gauge gauge = metrics.find(name).tag("sink", sink).gauge();
        return gauge == null ? Double.NaN : gauge.value();
    }

    static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, SECONDS)
                .join();
    }

    /** After each test: what the next one tells is not for the deliveries of this one. */
    void stopAll() {
        List.copyOf(deliveries).forEach(this::stop);
    }

    @Override
    public void close() {
        stopAll();
        ear.close();
        get(publisher.close());
        get(vertx.close());
        broker.close();
    }
}
