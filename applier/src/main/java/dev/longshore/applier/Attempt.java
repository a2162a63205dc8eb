/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.ContainerView;
import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.Desired;
import dev.longshore.applier.store.Pending;
import dev.longshore.applier.store.StackState;
import dev.longshore.applier.store.StackStore;
import dev.longshore.events.EventMeta;
import dev.longshore.events.Revision;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackSpec;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One try at one generation of one stack: what it is about and what is known so far. Confined to one thread. */
final class Attempt {
    private final StackStore store;
    private final Desired desired;
    private final Stop stop;
    private final Slots.Slot slot;
    private final PhaseTimer phases = new PhaseTimer();
    private final @Nullable Applied previous;
    private List<ContainerView> before = List.of();

    Attempt(StackStore store, Desired desired, Stop stop, Slots.Slot slot) {
        this.store = store;
        this.desired = desired;
        this.stop = stop;
        this.slot = slot;
        this.previous = store.state().applied();
    }

    StackStore store() {
        return store;
    }

    EventMeta cause() {
        return desired.meta();
    }

    RevisionEvent.Changed change() {
        return desired.event();
    }

    StackSpec spec() {
        return desired.event().spec();
    }

    Revision revision() {
        return desired.event().revision();
    }

    long generation() {
        return desired.generation();
    }

    PhaseTimer phases() {
        return phases;
    }

    /** This attempt as one who waits for a rollout: a newer revision ends that at once, a stop after a while. */
    Rollout.Client client(Runnable starting) {
        return new Rollout.Client() {
            @Override
            public void starting() {
                starting.run();
            }

            @Override
            public void waiting() {
                slot.close();
            }

            @Override
            public boolean cancelled() {
                return isSuperseded() || stop.isOverdue();
            }
        };
    }

    /** Between steps that have touched nothing yet. */
    void stopIfCancelled() {
        if (isSuperseded() || stop.isRequested()) {
            throw new CancelledException();
        }
    }

    /** What ran when this began; null for nothing. */
    @Nullable
    Revision previousRevision() {
        return previous == null ? null : previous.event().revision();
    }

    @Nullable
    Revision goldenRevision() {
        Applied golden = store.state().golden();
        return golden == null ? null : golden.event().revision();
    }

    /** The project's containers before anything was touched. */
    List<ContainerView> before() {
        return before;
    }

    void before(List<ContainerView> containers) {
        before = containers;
    }

    /** The pending mark, if it is of this generation: what an earlier attempt at it left. */
    @Nullable
    Pending own() {
        Pending pending = store.state().pending();
        return pending != null && pending.generation() == generation() ? pending : null;
    }

    /** The pending mark, if an older generation left it: its containers may run, and passed no gate. */
    @Nullable
    Pending leftOver() {
        Pending pending = store.state().pending();
        return pending != null && pending.generation() != generation() ? pending : null;
    }

    /** Which attempt this is; the one to come while it has no mark yet. */
    int number() {
        Pending own = own();
        return own == null ? 1 : own.attempt();
    }

    /** Marks, on disk, that files and containers are about to be touched. */
    void begin(Prepared next, Instant now) {
        Pending own = own();
        Pending mark = own == null
                ? new Pending(revision(), generation(), next.project(), 1, 0, 0, now, null)
                : new Pending(
                        revision(),
                        generation(),
                        next.project(),
                        own.attempt() + 1,
                        own.failures(),
                        own.crashes(),
                        now,
                        null);
        store.update(state -> state.begin(mark, next.manifest()));
    }

    /** Whether something newer is wanted, or nothing any more. */
    boolean isSuperseded() {
        return store.state().observed() > generation();
    }

    StackState state() {
        return store.state();
    }
}
