/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.node;

import dev.longshore.applier.ApplierVerticle;
import dev.longshore.events.EventFactory;
import dev.longshore.events.config.Configuration;
import dev.longshore.events.kafka.AdmittedRepositories;
import dev.longshore.events.kafka.BrokerProbe;
import dev.longshore.events.kafka.DeadLetters;
import dev.longshore.events.kafka.EventPublisher;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.ingress.IngressVerticle;
import dev.longshore.reconciler.ReconcilerVerticle;
import dev.longshore.syncer.SyncedRepositories;
import dev.longshore.syncer.SyncerVerticle;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes the services, gives each what it needs, and knows whether they are ready. */
final class Deployments {
    /** A webhook must be answered within four seconds, with 503 if need be. */
    private static final Duration INGRESS_DEADLINE = Duration.ofMillis(3500);

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final Configuration configuration;
    private final KafkaSettings kafka;
    private final MeterRegistry metrics;
    private final NodeMetrics shown;
    private final Set<Service> services;
    private final Map<Service, BooleanSupplier> ready = new ConcurrentHashMap<>();
    private final List<String> deployed = new ArrayList<>();
    private final List<Consumer<Configuration>> targets = new CopyOnWriteArrayList<>();
    private final List<EventPublisher> publishers = new ArrayList<>();
    private final AdmittedRepositories admitted;
    private @Nullable IngressVerticle ingress;
    private @Nullable BrokerProbe probe;

    Deployments(
            Set<Service> services,
            Vertx vertx,
            Configuration configuration,
            KafkaSettings kafka,
            MeterRegistry metrics) {
        this.services = Set.copyOf(services);
        this.vertx = vertx;
        this.configuration = configuration;
        this.kafka = kafka;
        this.metrics = metrics;
        this.shown = new NodeMetrics(metrics);
        this.admitted = new AdmittedRepositories(kafka, "longshore-admitted");
    }

    /** Starts them side by side. */
    Future<Void> deploy() {
        probe = new BrokerProbe(kafka, "longshore-probe").start();
        shown.broker(this::isBrokerReachable);
        services.forEach(service -> shown.ready(service, () -> readiness().getOrDefault(service, false)));
        if (!Collections.disjoint(services, Set.of(Service.INGRESS, Service.SYNCER, Service.RECONCILER))) {
            admitted.start();
        }
        return Future.join(services.stream().map(this::deploy).toList()).mapEmpty();
    }

    private Future<Void> deploy(Service service) {
        return vertx.deployVerticle(verticle(service)).onSuccess(deployed::add).mapEmpty();
    }

    private Deployable verticle(Service service) {
        EventFactory events = new EventFactory(service.text(), configuration.host(), Clock.systemUTC());
        EventPublisher publisher = publisher(service);
        return switch (service) {
            case INGRESS -> ingress(publisher, events);
            case SYNCER -> syncer(publisher, events);
            case APPLIER -> applier(publisher, events);
            case RECONCILER -> reconciler(publisher, events);
        };
    }

    private EventPublisher publisher(Service service) {
        Duration deadline = service == Service.INGRESS ? INGRESS_DEADLINE : DEADLINE;
        EventPublisher publisher = EventPublisher.create(vertx, kafka, "longshore-" + service.text(), deadline);
        publishers.add(publisher);
        shown.publisher(service, publisher);
        return publisher;
    }

    private Deployable ingress(EventPublisher publisher, EventFactory events) {
        IngressVerticle verticle = new IngressVerticle(
                new IngressVerticle.Settings(
                        configuration.ingress(), configuration.repositories(), configuration.matches()),
                new IngressVerticle.Log(publisher::publish, admitted::all, this::isBrokerReachable),
                events,
                metrics);
        ingress = verticle;
        targets.add(newer -> verticle.reconfigure(
                new IngressVerticle.Settings(newer.ingress(), newer.repositories(), newer.matches())));
        ready.put(Service.INGRESS, verticle::ready);
        return verticle;
    }

    private Deployable syncer(EventPublisher publisher, EventFactory events) {
        SyncerVerticle verticle = new SyncerVerticle(
                configuration.syncer(),
                new SyncedRepositories(configuration.repositories(), configuration.matches(), admitted),
                configuration.data(),
                kafka,
                publisher,
                events,
                metrics);
        ready.put(Service.SYNCER, verticle::isReady);
        targets.add(newer -> verticle.reconfigure(newer.repositories(), newer.matches()));
        return verticle;
    }

    private Deployable applier(EventPublisher publisher, EventFactory events) {
        DeadLetters deadLetters = new DeadLetters(publisher, events);
        shown.deadLetters(Service.APPLIER, deadLetters);
        ApplierVerticle verticle = new ApplierVerticle(
                configuration.applier(),
                configuration.host(),
                configuration.data(),
                kafka,
                publisher,
                events,
                metrics,
                deadLetters);
        targets.add(newer -> verticle.reconfigure(newer.applier()));
        ready.put(Service.APPLIER, () -> verticle.unready().isEmpty());
        return verticle;
    }

    private Deployable reconciler(EventPublisher publisher, EventFactory events) {
        ReconcilerVerticle verticle = new ReconcilerVerticle(
                schedule(configuration), admitted::all, kafka, events, new DeadLetters(publisher, events), metrics);
        ready.put(Service.RECONCILER, verticle::isReady);
        targets.add(newer -> verticle.reconfigure(schedule(newer)));
        return verticle;
    }

    private boolean isBrokerReachable() {
        BrokerProbe asked = probe;
        return asked != null && asked.isReachable();
    }

    private static ReconcilerVerticle.Schedule schedule(Configuration configuration) {
        return new ReconcilerVerticle.Schedule(
                configuration.reconciler(), configuration.repositories(), configuration.matches());
    }

    /** Tells every service what holds from now on. */
    void reconfigure(Configuration newer) {
        targets.forEach(target -> target.accept(newer));
    }

    OptionalInt ingressPort() {
        return ingress == null ? OptionalInt.empty() : OptionalInt.of(ingress.port());
    }

    /** Each service that was asked for, and whether it does its work. */
    Map<Service, Boolean> readiness() {
        Map<Service, Boolean> now = new EnumMap<>(Service.class);
        services.forEach(service ->
                now.put(service, ready.getOrDefault(service, () -> false).getAsBoolean()));
        return now;
    }

    /** Stops the services, each finishing what it has begun, then the connections. */
    Future<Void> undeploy() {
        List<Future<Void>> stops = deployed.stream().map(vertx::undeploy).toList();
        return Future.join(stops)
                .<Void>mapEmpty()
                .eventually(this::closeReaders)
                .eventually(() -> Future.join(
                        publishers.stream().map(EventPublisher::close).toList()));
    }

    /** On a worker: closing waits for what is being read. */
    private Future<Void> closeReaders() {
        return vertx.executeBlocking(() -> {
            admitted.close();
            if (probe != null) {
                probe.close();
            }
            return null;
        });
    }
}
