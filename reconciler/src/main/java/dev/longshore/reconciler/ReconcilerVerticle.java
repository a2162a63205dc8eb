/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.Event;
import dev.longshore.events.EventFactory;
import dev.longshore.events.RepositoryAdmitted;
import dev.longshore.events.StackId;
import dev.longshore.events.Topic;
import dev.longshore.events.config.ReconcilerConfig;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.RepositoryMatch;
import dev.longshore.events.kafka.Election;
import dev.longshore.events.kafka.EventPublisher;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.TransactionalFold;
import dev.longshore.reconciler.metrics.FoldMetrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
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
    private final EventPublisher publisher;
    private final EventFactory events;
    private final MeterRegistry metrics;
    private final Clock clock = Clock.systemUTC();
    private final FoldMetrics figures;
    private final Supplier<? extends Collection<RepositoryAdmitted>> admitted;
    private final PollScheduler polls;
    private final DriftScheduler drifts;
    private volatile Schedule schedule;
    private volatile @Nullable Election election;
    private volatile @Nullable TransactionalFold fold;
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
     * @param publisher for polls and drift checks; whoever made it closes it, after this verticle has stopped
     */
    public ReconcilerVerticle(
            Schedule schedule,
            Supplier<? extends Collection<RepositoryAdmitted>> admitted,
            KafkaSettings settings,
            EventPublisher publisher,
            EventFactory events,
            MeterRegistry metrics) {
        this.settings = settings;
        this.publisher = publisher;
        this.events = events;
        this.metrics = metrics;
        this.figures = new FoldMetrics(metrics, clock);
        this.schedule = schedule;
        this.admitted = admitted;
        Jitter jitter = new Jitter(schedule.config().jitter(), RandomGenerator.getDefault());
        this.polls = new PollScheduler(this::alarm, jitter, this::publish);
        this.drifts = new DriftScheduler(schedule.config().drift(), this::alarm, jitter, this::publish);
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
        Election started = new Election(settings, GROUP, Topic.SOURCE, new Term());
        election = started;
        started.start();
        vertx.setPeriodic(REFRESH_MS, tick -> keepPolls());
        return Future.succeededFuture();
    }

    /** From now on these hold. The jitter stays. */
    public void reconfigure(Schedule other) {
        schedule = other;
        context.runOnContext(ignored -> {
            drifts.every(other.config().drift());
            keepPolls();
        });
    }

    /** The configured repositories, and those admitted by now. */
    private void keepPolls() {
        if (!isActive()) {
            return;
        }
        Schedule now = schedule;
        Map<String, RepositoryConfig> all = new LinkedHashMap<>();
        now.repositories().forEach(repository -> all.put(repository.name(), repository));
        admitted.get().stream()
                .flatMap(known -> RepositoryMatch.admitted(now.matches(), known.repository(), known.url()).stream())
                .forEach(repository -> all.putIfAbsent(repository.name(), repository));
        polls.keep(List.copyOf(all.values()), now.config().poll());
    }

    @Override
    public Future<?> stop() {
        Election running = election;
        if (running == null) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> {
            running.close();
            return null;
        });
    }

    /** Whether it does its part: on standby, or active and up to date with what was on the log when it became active. */
    public boolean isReady() {
        Election running = election;
        TransactionalFold active = fold;
        return running != null && running.isJoined() && (active == null || active.isCaughtUp());
    }

    /** Whether this instance is the one that folds. */
    public boolean isActive() {
        return fold != null;
    }

    private long lag() {
        TransactionalFold active = fold;
        return active == null ? 0 : active.lag();
    }

    private long deadLetters() {
        TransactionalFold active = fold;
        return earlierDeadLetters.get() + (active == null ? 0 : active.deadLetters());
    }

    private Alarm.Cancellation alarm(java.time.Duration delay, Runnable action) {
        long timer = vertx.setTimer(Math.max(1, delay.toMillis()), id -> action.run());
        return () -> vertx.cancelTimer(timer);
    }

    private void publish(Event event) {
        figures.requested(event);
        publisher.publish(events.first(event)).onFailure(e -> log.atWarn()
                .addKeyValue("subject", event.subject())
                .addKeyValue("reason", e.toString())
                .log("a poll or drift check could not be published; the next one comes in its time"));
    }

    private void schedule(Map<StackId, Desired> stacks) {
        context.runOnContext(ignored -> {
            if (isActive()) {
                drifts.keep(stacks);
            }
        });
    }

    /** The time in which this instance is the active one. */
    private final class Term implements Election.Candidate {
        @Override
        public void elected() {
            log.atInfo().log("reconciler is active");
            TransactionalFold started = new TransactionalFold(
                    settings,
                    StatusFold.PLAN,
                    () -> figures.measured(new StatusFold(events, clock, ReconcilerVerticle.this::schedule)),
                    events,
                    clock);
            fold = started;
            started.start();
            context.runOnContext(ignored -> keepPolls());
        }

        @Override
        public void deposed() {
            log.atInfo().log("reconciler is on standby");
            TransactionalFold running = fold;
            fold = null;
            context.runOnContext(ignored -> {
                polls.stop();
                drifts.stop();
            });
            if (running != null) {
                running.close();
                earlierDeadLetters.addAndGet(running.deadLetters());
                figures.clear();
            }
        }
    }
}
