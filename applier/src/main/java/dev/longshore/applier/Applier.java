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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything one applier consists of, put together. */
final class Applier {
    private static final Logger log = LoggerFactory.getLogger(Applier.class);
    private static final int STOP_SECONDS = 20;
    private static final int CHORES = 2;
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
    private final Projects projects = new Projects();
    private final Metrics metrics;
    private final Reporter reporter;
    private final Workload workload;
    private final Checkpoints checkpoints;
    private final Deployer deployer;
    private final Map<StackId, StackStore> opened = new ConcurrentHashMap<>();
    private final Lanes lanes = new Lanes(this::lane);
    private final Heartbeat heartbeat;
    private final KeptFollower commands;
    private final KeptFollower revisions;
    private final KeptFollower signals;
    private volatile @Nullable DataLock lock;
    private volatile @Nullable Subscription dockerEvents;
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
        this.heartbeat = new Heartbeat(
                vertx, chores, engine, identity, config.labels(), bus.publisher(), bus.events(), this::engineIsBack);
        DeadLetterBox deadLetters = new DeadLetterBox(bus.deadLetters());
        this.revisions = revisions(
                new Intake(identity, config.labels(), lanes, projects, store.offsets(), deadLetters, reporter));
        this.commands = commands(new CommandIntake(identity, lanes, store.offsets(), deadLetters, reporter));
        this.signals =
                signals(new Signals(lanes, new HostGuard(identity, System::nanoTime, heartbeat::beat, this::giveWay)));
    }

    private Workload workload(ApplierConfig config, Path data, DockerAccess docker) {
        BundleStage stage = new BundleStage(new BundleFetcher(reader));
        HostPaths paths = HostPaths.of(data, System::getenv);
        TreeCopier copier = new TreeCopier(Clock.systemUTC());
        ComposeClient compose = docker.compose(store.identity().id(), config.registries());
        PolicyGate policy = new PolicyGate(config.policy(), paths, ReservedVariables.ofThisProcess());
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
                        new CheckoutGate(config.policy(), paths),
                        new CheckoutTargets(this::states),
                        copier,
                        new AfterCommand(docker.environment()),
                        new EditReporter(reporter)));
    }

    private Collection<StackState> states() {
        return opened.values().stream().map(StackStore::state).toList();
    }

    private KeptFollower revisions(Intake intake) {
        return new KeptFollower(
                vertx,
                () -> new LogFollower(
                        bus.settings(),
                        "longshore-applier-revisions",
                        Map.of(Topic.REVISION, Start.BEGINNING),
                        store.offsets().positions(Topic.REVISION),
                        intake),
                () -> {});
    }

    private KeptFollower commands(CommandIntake intake) {
        return new KeptFollower(
                vertx,
                () -> new LogFollower(
                        bus.settings(),
                        "longshore-applier-commands",
                        Map.of(Topic.COMMAND, Start.BEGINNING),
                        store.offsets().positions(Topic.COMMAND),
                        intake),
                revisions::start); // not before: a suspension that was asked for meanwhile comes before what it is to
        // hold up
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
                heartbeat::start); // not before: it could miss the answer to its first heartbeat
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
                new StackLane.Parts(vertx, workers, slots, reporter, metrics),
                own,
                deployer,
                new DriftHealer(own, workload, reporter),
                new ImageWatch(own, workload, reporter),
                new Outbox(own, bus.publisher(), vertx, chores, metrics, checkpoints));
    }

    /** Takes up what the last process left: first what it had to tell, then what it had begun, then what has drifted. Blocking. */
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
        for (StackStore stack : known) {
            StackLane lane = lanes.of(stack.stack());
            lane.outbox().send();
            lane.checkDrift();
        }
        dockerEvents = engine.events(new DockerWatch(lanes, projects));
        signals.start();
        commands.start();
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
        if (!revisions.isReady()) {
            return Optional.of("the applier has not caught up with the log");
        }
        return heartbeat.engineTrouble();
    }

    private void giveWay() {
        duplicate = true;
        heartbeat.close();
        vertx.executeBlocking(() -> {
            commands.close();
            revisions.close();
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
                    commands.close();
                    revisions.close();
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
