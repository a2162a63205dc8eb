/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.EventFactory;
import dev.longshore.events.RepositoryAdmitted;
import dev.longshore.events.Topic;
import dev.longshore.events.config.ApiConfig;
import dev.longshore.events.config.ReconcilerConfig;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.RepositoryMatch;
import dev.longshore.events.kafka.DeadLetters;
import dev.longshore.events.kafka.Election;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.reconciler.api.ApiVerticle;
import dev.longshore.reconciler.forge.ForgeVerticle;
import dev.longshore.reconciler.metrics.FoldMetrics;
import dev.longshore.reconciler.notify.Delivery;
import dev.longshore.reconciler.notify.Timing;
import dev.longshore.reconciler.notify.sink.Notifications;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds what the other services tell into status and CDEvents, and asks for polls and drift checks. Of several instances one is active, the
 * others wait to take over. The topics must exist.
 */
public final class ReconcilerVerticle extends VerticleBase {
    private static final Logger log = LoggerFactory.getLogger(ReconcilerVerticle.class);
    private static final String GROUP = "longshore-reconciler";
    private static final long REFRESH_MS = 2000;

    private final KafkaSettings settings;
    private final EventFactory events;
    private final MeterRegistry metrics;
    private final Clock clock = Clock.systemUTC();
    private final FoldMetrics figures;
    private final Supplier<? extends Collection<RepositoryAdmitted>> admitted;
    private final HookGauges hooks;
    private final @Nullable ApiVerticle api;
    private final ForgeVerticle forges;
    private volatile Schedule schedule;
    private volatile @Nullable Election election;
    private volatile @Nullable Tenure tenure;
    private volatile @Nullable Notifications notifications;
    private final AtomicLong earlierDeadLetters = new AtomicLong();

    /** What is asked for, and how often. */
    public record Schedule(
            ReconcilerConfig config, List<RepositoryConfig> repositories, List<RepositoryMatch> matches) {
        public Schedule {
            repositories = List.copyOf(repositories);
            matches = List.copyOf(matches);
        }
    }

    /**
     * @param admitted the repositories that were admitted so far
     * @param deadLetters for what those who are to be told do not take
     */
    public ReconcilerVerticle(
            Schedule schedule,
            Supplier<? extends Collection<RepositoryAdmitted>> admitted,
            KafkaSettings settings,
            EventFactory events,
            DeadLetters deadLetters,
            MeterRegistry metrics) {
        this.settings = settings;
        this.events = events;
        this.metrics = metrics;
        this.figures = new FoldMetrics(metrics, clock);
        this.hooks = new HookGauges(metrics);
        this.schedule = schedule;
        this.admitted = admitted;
        ApiConfig listening = schedule.config().api();
        this.api = listening == null ? null : new ApiVerticle(listening, settings, metrics);
        this.forges = new ForgeVerticle(
                schedule.config().forges(),
                this::url,
                new Delivery.Surroundings(settings, deadLetters, metrics, clock, Timing.STANDARD));
    }

    @Override
    public Future<?> start() {
        Gauge.builder("longshore.reconciler.active", this, verticle -> verticle.isActive() ? 1 : 0)
                .description("1 on the instance that folds, 0 on standby")
                .register(metrics);
        Gauge.builder("longshore.consumer.lag", this, ReconcilerVerticle::lag)
                .description("Records that are on the log and were not read yet")
                .tag("service", "reconciler")
                .tag("topic", "all")
                .register(metrics);
        FunctionCounter.builder("longshore.dead.letters", this, ReconcilerVerticle::deadLetters)
                .description("Records that went to the dead letter")
                .tag("service", "reconciler")
                .register(metrics);
        Notifications told = new Notifications(vertx, settings, events, metrics, clock, Timing.STANDARD);
        told.keep(schedule.config().sinks());
        notifications = told;
        Election started = new Election(settings, GROUP, Topic.SOURCE, new Term(told));
        election = started;
        started.start();
        vertx.setPeriodic(REFRESH_MS, tick -> keepPolls());
        Future<String> telling = vertx.deployVerticle(forges); // these are undeployed with this one
        return api == null ? telling : Future.join(telling, vertx.deployVerticle(api));
    }

    /** The configured URL of a repository, or that of one that was admitted. */
    private Optional<String> url(String repository) {
        Schedule now = schedule;
        Stream<RepositoryConfig> known = admitted.get().stream()
                .filter(one -> one.repository().equals(repository))
                .flatMap(one -> RepositoryMatch.admitted(now.matches(), one.repository(), one.url()).stream());
        return Stream.concat(now.repositories().stream(), known)
                .filter(one -> one.name().equals(repository))
                .findFirst()
                .map(RepositoryConfig::url);
    }

    /** From now on these hold. The jitter stays. */
    public void reconfigure(Schedule other) {
        schedule = other;
        reconfigure(other.config().api());
        forges.reconfigure(other.config().forges());
        Tenure now = tenure;
        if (now != null) {
            now.driftChecks(other.config().drift());
        }
        context.runOnContext(ignored -> keepPolls());
        Notifications told = notifications;
        if (told != null) {
            told.keep(other.config().sinks());
        }
    }

    private void reconfigure(@Nullable ApiConfig other) {
        if (api != null && other != null) {
            api.reconfigure(other);
        } else if (api != null || other != null) {
            log.atWarn().log("turning reconciler.listen on or off needs a restart");
        }
    }

    /** The port of the API; empty if it does not listen. */
    public OptionalInt apiPort() {
        return api == null ? OptionalInt.empty() : OptionalInt.of(api.port());
    }

    /** The configured repositories, and those admitted by now. */
    private void keepPolls() {
        Tenure active = tenure;
        if (active == null) {
            return;
        }
        Schedule now = schedule;
        Map<String, Duration> all = new HashMap<>();
        now.repositories()
                .forEach(repository -> all.put(
                        repository.name(), repository.pollOr(now.config().poll())));
        admitted.get().stream()
                .flatMap(known -> RepositoryMatch.admitted(now.matches(), known.repository(), known.url()).stream())
                .forEach(repository -> all.putIfAbsent(
                        repository.name(), repository.pollOr(now.config().poll())));
        active.polls(all);
    }

    @Override
    public Future<?> stop() {
        Election running = election;
        Notifications told = notifications;
        if (running == null || told == null) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> {
                    running.close();
                    return told.close();
                })
                .compose(closed -> closed);
    }

    /** Whether it does its part: on standby, or active and up to date with what was on the log when it became active. */
    public boolean isReady() {
        Election running = election;
        Tenure active = tenure;
        return running != null && running.isJoined() && (active == null || active.isCaughtUp());
    }

    /** Whether this instance is the one that folds. */
    public boolean isActive() {
        return tenure != null;
    }

    private long lag() {
        Tenure active = tenure;
        return active == null ? 0 : active.lag();
    }

    private long deadLetters() {
        Tenure active = tenure;
        return earlierDeadLetters.get() + (active == null ? 0 : active.deadLetters());
    }

    private final class Term implements Election.Candidate {
        private final Notifications told;

        Term(Notifications told) {
            this.told = told;
        }

        @Override
        public void elected() {
            log.atInfo().log("reconciler is active");
            tenure = new Tenure(schedule.config(), settings, events, hooks, figures, clock).begin();
            told.active(true);
            context.runOnContext(ignored -> keepPolls());
        }

        @Override
        public void deposed() {
            log.atInfo().log("reconciler is on standby");
            told.active(false);
            Tenure over = tenure;
            tenure = null;
            if (over != null) {
                over.close();
                earlierDeadLetters.addAndGet(over.deadLetters());
            }
            hooks.clear();
            figures.clear();
        }
    }
}
