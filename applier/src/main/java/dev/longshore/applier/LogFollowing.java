/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.store.OffsetStore;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.BrokerUnreachableException;
import dev.longshore.events.kafka.LogFollower;
import dev.longshore.events.kafka.LogFollower.Start;
import dev.longshore.events.kafka.LogIdentity;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a host reads of the log from where it stopped: commands first, as a suspension that was asked for meanwhile comes before what it is
 * to hold up, then revisions. Looks now and then whether it is still the same log.
 */
final class LogFollowing {
    private static final Logger log = LoggerFactory.getLogger(LogFollowing.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long RETRY_MS = 2_000;
    private static final long LOOK_MS = 60_000;

    private final Vertx vertx;
    private final WorkerExecutor worker;
    private final Bus bus;
    private final OffsetStore offsets;
    private final String lagGroup;
    private final Consumer<String> newLog;
    private final Runnable known;
    private final KeptFollower revisions;
    private final KeptFollower commands;
    private volatile boolean closed;

    /**
     * @param lagGroup under which lag can be watched
     * @param caughtUp called when all revisions that are on the log have been taken in
     * @param newLog called, blocking, with the id of a log that was made anew, before anything of it is read
     * @param known called now and then while it is known which log this is
     */
    LogFollowing(
            Vertx vertx,
            WorkerExecutor worker,
            Bus bus,
            OffsetStore offsets,
            String lagGroup,
            Intakes intakes,
            Runnable caughtUp,
            Consumer<String> newLog,
            Runnable known) {
        this.vertx = vertx;
        this.worker = worker;
        this.bus = bus;
        this.offsets = offsets;
        this.lagGroup = lagGroup;
        this.newLog = newLog;
        this.known = known;
        this.revisions = follower(Topic.REVISION, "longshore-applier-revisions", intakes.revisions(), caughtUp);
        this.commands = follower(Topic.COMMAND, "longshore-applier-commands", intakes.commands(), revisions::start);
    }

    /** Who takes in what is read. */
    record Intakes(Intake revisions, CommandIntake commands) {}

    private KeptFollower follower(Topic topic, String client, LogFollower.BatchHandler intake, Runnable onceCaughtUp) {
        return new KeptFollower(
                vertx,
                () -> new LogFollower(
                                bus.settings(),
                                client,
                                Map.of(topic, Start.BEGINNING),
                                offsets.positions(topic),
                                intake)
                        .tellingLagAs(lagGroup),
                onceCaughtUp);
    }

    /** Begins as soon as the broker answers. */
    void start() {
        if (closed) {
            return;
        }
        worker.executeBlocking(this::look, false).onComplete(looked -> {
            if (!closed) {
                vertx.setTimer(looked.succeeded() ? LOOK_MS : RETRY_MS, timer -> start());
            }
        });
    }

    private Void look() throws BrokerUnreachableException {
        String id = LogIdentity.of(bus.settings(), Topic.REVISION, PATIENCE);
        if (offsets.isOtherLog(id)) {
            log.atWarn().addKeyValue("log", id).log("the log was made anew; taking it in from its beginning");
            commands.pause();
            revisions.pause();
            newLog.accept(id);
        }
        offsets.begin(id);
        known.run();
        commands.start();
        return null;
    }

    /** Revisions on the log that have not been read yet. */
    long lag() {
        return revisions.lag();
    }

    boolean isReady() {
        return revisions.isReady();
    }

    /** Waits for the batches at hand; blocking. */
    void close() {
        closed = true;
        commands.close();
        revisions.close();
    }
}
