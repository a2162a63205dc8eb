/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.config.HostLimits;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Lets looks in: so many at once in all, so many at once and a second to each Git host. A look that takes long gives its place back while
 * it goes on, and from then on counts against its host only: slow and dead hosts must not take the places of the others. Confined to
 * the syncer's Vert.x context.
 */
final class HostGates {
    /** After this, a look is the trouble of its host alone. */
    private static final long SLOW_MS = 1000;
    /** A second's worth may come at once. */
    private static final double BURST_NANOS = 1e9;

    private final Vertx vertx;
    private final int places;
    private final HostLimits limits;
    private final LongSupplier nanoTime;
    private final Map<String, Gate> gates = new HashMap<>();
    /** With somebody waiting; the one that was served last is the last. */
    private final List<Gate> queue = new ArrayList<>();

    private int taken;

    /** @param places for looks at once, in all */
    HostGates(Vertx vertx, int places, HostLimits limits, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.places = places;
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    /**
     * Done when a look may begin.
     *
     * @param urgent goes before those that are not: somebody waits for it
     */
    Future<Pass> enter(String host, boolean urgent) {
        Gate gate = gates.computeIfAbsent(host, name -> new Gate());
        Promise<Pass> entry = Promise.promise();
        (urgent ? gate.urgent : gate.routine).add(entry);
        if (!queue.contains(gate)) {
            queue.add(gate);
        }
        admit();
        return entry.future();
    }

    private void admit() {
        Optional<Gate> next = next();
        while (next.isPresent()) {
            Gate gate = next.get();
            queue.remove(gate);
            Promise<Pass> entry = gate.take();
            if (gate.hasWaiting()) {
                queue.add(gate);
            }
            entry.complete(new Pass(gate));
            next = next();
        }
    }

    private Optional<Gate> next() {
        return taken < places ? queue.stream().filter(Gate::isOpen).findFirst() : Optional.empty();
    }

    /** To one host. */
    private final class Gate {
        private final Deque<Promise<Pass>> urgent = new ArrayDeque<>();
        private final Deque<Promise<Pass>> routine = new ArrayDeque<>();
        private final double nanosEach = 1e9 / limits.perSecond();
        private int inside;
        /** When everybody let in until now would have been, at the highest rate that is allowed. */
        private double due = nanoTime.getAsLong() - BURST_NANOS;

        private boolean timed;

        boolean hasWaiting() {
            return !urgent.isEmpty() || !routine.isEmpty();
        }

        boolean isOpen() {
            if (inside >= limits.fetches()) {
                return false;
            }
            double now = nanoTime.getAsLong();
            due = Math.max(due, now - BURST_NANOS);
            double wait = due - now;
            if (wait > 0) {
                openIn((long) Math.ceil(wait / 1e6));
            }
            return wait <= 0;
        }

        private void openIn(long millis) {
            if (!timed) {
                timed = true;
                vertx.setTimer(Math.max(1, millis), timer -> {
                    timed = false;
                    admit();
                });
            }
        }

        Promise<Pass> take() {
            due += nanosEach;
            return urgent.isEmpty() ? routine.remove() : urgent.remove();
        }
    }

    /** A look that has been let in. */
    final class Pass {
        private final Gate gate;
        private final long timer;
        private boolean hasPlace = true;

        private Pass(Gate gate) {
            this.gate = gate;
            gate.inside++;
            taken++;
            this.timer = vertx.setTimer(SLOW_MS, slow -> {
                leavePlace();
                admit();
            });
        }

        private void leavePlace() {
            if (hasPlace) {
                hasPlace = false;
                taken--;
            }
        }

        /** The look has ended. Once. */
        void release() {
            vertx.cancelTimer(timer);
            leavePlace();
            gate.inside--;
            admit();
        }
    }
}
