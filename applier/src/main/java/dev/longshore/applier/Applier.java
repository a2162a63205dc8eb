/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.ComposeClient;
import dev.longshore.applier.docker.Engine;
import dev.longshore.applier.docker.RemoteImages;
import dev.longshore.applier.docker.ReservedVariables;
import dev.longshore.applier.docker.Subscription;
import dev.longshore.applier.policy.CheckoutGate;
import dev.longshore.applier.policy.HostPaths;
import dev.longshore.applier.policy.PolicyGate;
import dev.longshore.applier.process.Leftovers;
import dev.longshore.applier.store.ApplierStore;
import dev.longshore.applier.store.DataLock;
import dev.longshore.applier.store.HostIdentity;
import dev.longshore.applier.store.StackState;
import dev.longshore.applier.store.StackStore;
import dev.longshore.applier.tree.TreeCopier;
import dev.longshore.events.StackId;
import dev.longshore.events.Topic;
import dev.longshore.events.config.ApplierConfig;
import dev.longshore.events.config.PolicyConfig;
import dev.longshore.events.kafka.LogFollower;
import dev.longshore.events.kafka.LogFollower.Start;
import dev.longshore.events.kafka.RecordReader;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything one applier consists of, put together. */
final class Applier {
    private static final Logger log = LoggerFactory.getLogger(Applier.class);
    private static final int STOP_SECONDS = 20;
    private static final int CHORES = 3;
    private static final long OBJECTION_MS = 500;
    /** Stacks that may wait at once, each in a thread of its own; {@link Slots} bounds those that do more than that. */
    private static final int WAITING = 256;

    private final Vertx vertx;
    private final Bus bus;
    private final int keep;
    private final ApplierStore store;
    private final Engine engine;
    private final RecordReader reader;
    private final WorkerExecutor workers;
    private final Slots slots;
    private final WorkerExecutor chores;
    private final Metrics metrics;
    private final Reporter reporter;
    private final Workload workload;
    private final Checkpoints checkpoints;
    private final Deployer deployer;
    private final Map<StackId, StackStore> opened = new ConcurrentHashMap<>();
    private final Lanes lanes = new Lanes(this::lane);
    private final Neighbours neighbours = new Neighbours(lanes, this::isCaughtUp);
    private final Projects projects = new Projects(neighbours);
    private final Heartbeat heartbeat;
    private final Intake intake;
    private List<Consumer<PolicyConfig>> policies = List.of();
    private final LogFollowing following;
    private final KeptFollower signals;
    private volatile @Nullable DataLock lock;
    private volatile @Nullable Subscription dockerEvents;
    private volatile boolean caughtUp;
    private volatile boolean logKnown;
    private volatile boolean isFirstStart;
    private volatile boolean duplicate;

    Applier(
            Vertx vertx,
            ApplierConfig config,
            String host,
            Path data,
            Bus bus,
            DockerAccess docker,
            MeterRegistry registry,
            Checkpoints checkpoints) {
        this.engine = docker.engine();
        this.checkpoints = checkpoints;
        this.vertx = vertx;
        this.bus = bus;
        this.keep = config.keep();
        this.store = ApplierStore.open(data, host);
        this.reader = new RecordReader(bus.settings(), "longshore-applier-bundles");
        // Compose may take minutes; Vert.x need not warn of that.
        this.workers = vertx.createSharedWorkerExecutor("longshore-applier", WAITING, 1, TimeUnit.HOURS);
        this.slots = new Slots(
                config.concurrency(), (time, action) -> vertx.setTimer(time.toMillis(), timer -> action.run()));
        this.chores = vertx.createSharedWorkerExecutor("longshore-applier-chores", CHORES, 1, TimeUnit.MINUTES);
        this.metrics = new Metrics(registry);
        HostIdentity identity = store.identity();
        this.reporter = new Reporter(identity, bus.events());
        this.workload = workload(config, data, docker);
        this.deployer = deployer();
        store.offsets().labelled(config.labels());
        HostGuard guard = new HostGuard(identity, System::nanoTime, this::beat, this::giveWay);
        this.heartbeat = new Heartbeat(
                vertx,
                chores,
                engine,
                docker.compose(identity.id(), config.registries()),
                data,
                guard::isEstablished,
                identity,
                config.labels(),
                bus.publisher(),
                bus.events(),
                this::engineIsBack);
        DeadLetterBox deadLetters = new DeadLetterBox(bus.deadLetters());
        this.intake = new Intake(
                identity, config.labels(), lanes, projects, neighbours, store.offsets(), deadLetters, reporter);
        this.following = following(deadLetters);
        this.signals = signals(new Signals(lanes, guard, deadLetters));
    }

    private LogFollowing following(DeadLetterBox deadLetters) {
        HostIdentity identity = store.identity();
        return new LogFollowing(
                vertx,
                chores,
                bus,
                store.offsets(),
                "longshore-applier-" + identity.host(),
                new LogFollowing.Intakes(
                        intake, new CommandIntake(identity, lanes, store.offsets(), deadLetters, reporter)),
                this::caughtUp,
                this::newLog,
                this::logIsKnown);
    }

    private void beat() {
        heartbeat.beat();
    }

    /** Other labels, from the next revision on, and another policy, from the next apply on. Everything else needs a restart. */
    void reconfigure(ApplierConfig config) {
        intake.relabel(config.labels());
        heartbeat.relabel(config.labels());
        policies.forEach(policy -> policy.accept(config.policy()));
    }

    private Workload workload(ApplierConfig config, Path data, DockerAccess docker) {
        BundleStage stage = new BundleStage(new BundleFetcher(reader));
        HostPaths paths = HostPaths.of(data, System::getenv);
        TreeCopier copier = new TreeCopier(Clock.systemUTC());
        ComposeClient compose = docker.compose(store.identity().id(), config.registries());
        PolicyGate policy = new PolicyGate(config.policy(), paths, ReservedVariables.ofThisProcess());
        CheckoutGate checkouts = new CheckoutGate(config.policy(), paths);
        policies = List.of(policy::replace, checkouts::replace);
        return new Workloads(
                new ComposeWorkload(
                        new Preparer(stage, compose, policy),
                        projects,
                        compose,
                        engine,
                        new Rollout(compose, engine, copier, new EditReporter(reporter), checkpoints),
                        new RemoteImages(engine, docker.credentials(config.registries()))),
                new CheckoutWorkload(
                        stage,
                        checkouts,
                        new CheckoutTargets(this::states),
                        copier,
                        new AfterCommand(docker.environment()),
                        new EditReporter(reporter)));
    }

    private Collection<StackState> states() {
        return opened.values().stream().map(StackStore::state).toList();
    }

    /** One that is new here touches nothing before another of its name could object. */
    private void introduce() {
        heartbeat.start();
        vertx.setTimer(isFirstStart ? OBJECTION_MS : 1, timer -> following.start());
    }

    private void newLog(String id) {
        caughtUp = false;
        logKnown = false;
        lanes.all().forEach(lane -> lane.store().update(state -> reporter.toldAgain(state.onNewLog(), id)));
    }

    /** What is to be told is told to the log it is about: generations of one mean nothing on another. */
    private void logIsKnown() {
        logKnown = true;
        lanes.all().forEach(lane -> lane.outbox().send());
    }

    private boolean isLogKnown() {
        return logKnown;
    }

    private boolean isCaughtUp() {
        return caughtUp;
    }

    private void caughtUp() {
        caughtUp = true;
        neighbours.haveBecomeKnown();
    }

    private KeptFollower signals(Signals heard) {
        return new KeptFollower(
                vertx,
                () -> new LogFollower(
                        bus.settings(),
                        "longshore-applier-signals",
                        Map.of(Topic.DRIFT, Start.END, Topic.DEPLOYMENT, Start.END),
                        Map.of(),
                        heard),
                this::introduce); // not before: it could miss the answer to its first heartbeat
    }

    private Deployer deployer() {
        return new Deployer(
                workload,
                new Restorer(workload, reporter, checkpoints),
                reporter,
                checkpoints,
                Clock.systemUTC(),
                keep);
    }

    private StackLane lane(StackId stack) {
        StackStore own = opened.computeIfAbsent(stack, store::open);
        return new StackLane(
                new StackLane.Parts(
                        vertx,
                        workers,
                        slots,
                        projects,
                        neighbours,
                        new Departure(workload, projects, reporter),
                        reporter,
                        metrics),
                own,
                deployer,
                new DriftHealer(own, workload, reporter),
                new ImageWatch(own, workload, reporter),
                new Outbox(own, bus.publisher(), vertx, chores, metrics, checkpoints, this::isLogKnown));
    }

    /** Takes up what the last process left: what it had begun, what has drifted, and as soon as the log answers what it had to tell. Blocking. */
    void start() {
        lock = store.lock();
        try {
            takeUp();
        } catch (RuntimeException e) {
            unlock();
            throw e;
        }
    }

    private void takeUp() {
        Leftovers.end(Leftovers.VARIABLE, store.identity().id());
        List<StackStore> known = store.openStacks();
        for (StackStore stack : known) {
            opened.put(stack.stack(), stack);
            projects.remember(stack.state());
        }
        metrics.watch(lanes);
        metrics.watch(following);
        metrics.watch(heartbeat);
        for (StackStore stack : known) {
            StackLane lane = lanes.of(stack.stack());
            lane.checkDrift();
        }
        dockerEvents = engine.events(new DockerWatch(lanes, projects));
        isFirstStart = known.isEmpty();
        signals.start();
        log.atInfo()
                .addKeyValue("host", store.identity().host())
                .addKeyValue("hostId", store.identity().id())
                .addKeyValue("stacks", known.size())
                .log("applier started");
    }

    private void engineIsBack() {
        lanes.all().forEach(StackLane::hurry);
    }

    Optional<String> unready() {
        if (duplicate) {
            return Optional.of("host.duplicate: another machine is the applier of host "
                    + store.identity().host());
        }
        if (!following.isReady()) {
            return Optional.of("the applier has not caught up with the log");
        }
        return heartbeat.engineTrouble();
    }

    private void giveWay() {
        duplicate = true;
        heartbeat.close();
        vertx.executeBlocking(() -> {
            following.close();
            return null;
        });
        lanes.close();
    }

    private void unlock() {
        DataLock held = lock;
        if (held != null) {
            held.close();
        }
    }

    /** Done when no work is under way, or not to be waited for any longer: it is then taken up at the next start. */
    Future<Void> stop() {
        heartbeat.close();
        Subscription subscription = dockerEvents;
        if (subscription != null) {
            subscription.close();
        }
        return vertx.executeBlocking(() -> {
                    following.close();
                    signals.close();
                    return null;
                })
                .compose(closed -> lanes.close().timeout(STOP_SECONDS, TimeUnit.SECONDS))
                .otherwise(cause -> {
                    log.atWarn().setCause(cause).log("stopped in the midst of an apply");
                    return null;
                })
                .compose(idle -> vertx.executeBlocking(() -> {
                    reader.close();
                    engine.close();
                    unlock();
                    return null;
                }))
                .compose(closed -> workers.close())
                .compose(closed -> chores.close());
    }
}
