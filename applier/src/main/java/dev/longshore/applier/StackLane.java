/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.DockerFailure;
import dev.longshore.applier.docker.EngineException;
import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.Desired;
import dev.longshore.applier.store.OutgoingEvent;
import dev.longshore.applier.store.StackState;
import dev.longshore.applier.store.StackStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work on one stack, one thing at a time: what the log wants, else what drift wants. It keeps no list of work: it looks what is to be
 * done whenever it is woken, so a revision that is overtaken while it waits is never begun.
 */
final class StackLane {
    private static final Logger log = LoggerFactory.getLogger(StackLane.class);
    private static final Duration DEBOUNCE = Duration.ofMillis(300);
    private static final int TRIES_UNTOLD = 3;
    /** What a restart of the broker or of the engine looks like. */
    private static final Set<String> OFTEN_SHORT =
            Set.of("bundle.missing", "broker.unavailable", EngineException.UNAVAILABLE, EngineException.KILLED);

    private final StackStore store;
    private final Deployer deployer;
    private final DriftHealer healer;
    private final ImageWatch images;
    private final Outbox outbox;
    private final Reporter reporter;
    private final Vertx vertx;
    private final WorkerExecutor workers;
    private final Slots slots;
    private final Stop stop = new Stop(System::nanoTime);
    private final Metrics metrics;

    private final Backoff deployBackoff = new Backoff(Duration.ofSeconds(1), 2, Duration.ofMinutes(5));
    private final Backoff healBackoff = new Backoff(Duration.ofSeconds(2), 3, Duration.ofMinutes(5));
    private boolean running;
    private boolean driftWanted;
    private boolean driftComing;
    private boolean imagesWanted;
    private long resting;
    private long restingFor = -1;
    private final Set<String> toldTroubles = new HashSet<>();
    private volatile long working;
    private volatile boolean closed;
    private final Promise<Void> idle = Promise.promise();

    StackLane(Parts parts, StackStore store, Deployer deployer, DriftHealer healer, ImageWatch images, Outbox outbox) {
        this.images = images;
        this.store = store;
        this.deployer = deployer;
        this.healer = healer;
        this.outbox = outbox;
        this.reporter = parts.reporter();
        this.vertx = parts.vertx();
        this.workers = parts.workers();
        this.slots = parts.slots();
        this.metrics = parts.metrics();
    }

    /** What all lanes share. */
    record Parts(Vertx vertx, WorkerExecutor workers, Slots slots, Reporter reporter, Metrics metrics) {}

    StackStore store() {
        return store;
    }

    Outbox outbox() {
        return outbox;
    }

    /** The generation that is being applied now; 0 for none. */
    long working() {
        return working;
    }

    /** Looks for work; returns at once. */
    synchronized void wake() {
        if (running || closed || !hasWork()) {
            return;
        }
        running = true;
        workers.executeBlocking(
                () -> {
                    turn();
                    return null;
                },
                false);
    }

    /** The stack may have drifted; several hints in a short time are one. */
    synchronized void hintDrift() {
        if (driftComing || closed) {
            return;
        }
        driftComing = true;
        vertx.setTimer(DEBOUNCE.toMillis(), timer -> {
            synchronized (this) {
                driftComing = false;
            }
            wantDrift();
        });
    }

    /** Compares the stack with what was applied, when there is nothing more urgent. */
    synchronized void checkDrift() {
        imagesWanted = true;
        wantDrift();
    }

    private synchronized void wantDrift() {
        driftWanted = true;
        wake();
    }

    private boolean hasWork() {
        Desired wanted = store.state().unsettled();
        long generation = wanted == null ? 0 : wanted.generation();
        if (restingFor == generation) {
            return false;
        }
        return wanted != null || (driftWanted && mayHeal(store.state()));
    }

    private static boolean mayHeal(StackState state) {
        return state.applied() != null && !state.orders().suspended();
    }

    private void turn() {
        try (Slots.Slot slot = slots.take()) {
            work(slot);
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("stack", store.stack())
                    .setCause(e)
                    .log("the work on a stack failed; trying again");
            Desired wanted = store.state().unsettled();
            rest(wanted == null ? 0 : wanted.generation(), wanted == null ? healBackoff : deployBackoff);
        } finally {
            end();
        }
        outbox.send();
        wake();
    }

    private synchronized void end() {
        running = false;
        working = 0;
        if (closed) {
            idle.tryComplete();
        }
    }

    private void work(Slots.Slot slot) {
        StackState state = store.state();
        Desired wanted = state.unsettled();
        if (wanted != null) {
            deploy(wanted, slot);
            return;
        }
        synchronized (this) {
            driftWanted = false;
        }
        Applied applied = state.applied();
        if (applied != null && mayHeal(state)) {
            heal(applied);
        }
    }

    private void deploy(Desired wanted, Slots.Slot slot) {
        working = wanted.generation();
        Attempt attempt = new Attempt(store, wanted, stop, slot);
        Outcome outcome = deployer.deploy(attempt, outbox);
        if (outcome instanceof Outcome.Again again && !attempt.isSuperseded()) {
            Duration pause = rest(wanted.generation(), deployBackoff);
            trouble(attempt, again, pause);
            return;
        }
        metrics.phases(attempt.phases().millis());
        if (outcome instanceof Outcome.OnceMore) {
            rest(wanted.generation(), deployBackoff);
            return;
        }
        deployBackoff.reset();
        healBackoff.reset();
        toldTroubles.clear();
        healer.forget();
        outbox.send();
        deployer.tidy(store);
    }

    /** Tells once for each reason why a revision cannot be applied yet, unless it is over soon. */
    private void trouble(Attempt attempt, Outcome.Again again, Duration pause) {
        boolean isShort = OFTEN_SHORT.contains(again.reason());
        String trouble = attempt.generation() + again.reason();
        if ((isShort && deployBackoff.failures() < TRIES_UNTOLD) || !toldTroubles.add(trouble)) {
            return;
        }
        log.atWarn()
                .addKeyValue("stack", store.stack())
                .addKeyValue("revision", attempt.revision())
                .addKeyValue("reason", again.reason())
                .addKeyValue("message", again.message())
                .addKeyValue("retryMs", pause.toMillis())
                .log("the revision cannot be applied now; trying on");
        OutgoingEvent told = reporter.failed(attempt, again.reason(), again.message() + "\nTrying on.", List.of());
        store.note(state -> state.post(told)); // the disk may be what the trouble is
    }

    private void heal(Applied applied) {
        Outcome outcome =
                healer.check(applied, () -> closed || store.state().unsettled() != null || !mayHeal(store.state()));
        if (!(outcome instanceof Outcome.Again again)) {
            checkImages(applied);
            healBackoff.reset();
            return;
        }
        synchronized (this) {
            driftWanted = true;
        }
        Duration pause = rest(0, healBackoff);
        log.atInfo()
                .addKeyValue("stack", store.stack())
                .addKeyValue("reason", again.reason())
                .addKeyValue("message", again.message())
                .addKeyValue("retryMs", pause.toMillis())
                .log("drift could not be looked for or corrected; trying on");
    }

    /** At the interval only: registries count how often they are asked. */
    private void checkImages(Applied applied) {
        synchronized (this) {
            if (!imagesWanted) {
                return;
            }
            imagesWanted = false;
        }
        if (!applied.event().spec().imageUpdates() || store.state().unsettled() != null) {
            return;
        }
        try {
            images.check(applied, healer.movedImages(applied));
        } catch (DockerFailure | PostponedException | RefusedException e) {
            log.atWarn()
                    .addKeyValue("stack", store.stack())
                    .addKeyValue("reason", e.getMessage())
                    .log("could not look for newer images; looking again at the next check");
        }
    }

    /** Leaves a generation (0: drift) alone for a while; a newer one is not held up by it. */
    private synchronized Duration rest(long generation, Backoff backoff) {
        Duration pause = backoff.next();
        restingFor = generation;
        long rest = ++resting;
        if (!closed) {
            vertx.setTimer(Math.max(1, pause.toMillis()), timer -> resume(rest));
        }
        return pause;
    }

    /** Looks for work now, also where it was to wait a while before another try. */
    synchronized void hurry() {
        healer.renew();
        healBackoff.reset();
        resting++;
        restingFor = -1;
        wake();
    }

    private synchronized void resume(long rest) {
        if (rest == resting) {
            restingFor = -1;
            wake();
        }
    }

    /** Begins nothing more, and is done when what runs has come to an end or is taken back. */
    synchronized Future<Void> close() {
        closed = true;
        stop.request();
        outbox.close();
        if (!running) {
            idle.tryComplete();
        }
        return idle.future();
    }
}
