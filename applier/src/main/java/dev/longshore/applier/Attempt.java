/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.Desired;
import dev.longshore.applier.store.Hold;
import dev.longshore.applier.store.Pending;
import dev.longshore.applier.store.StackState;
import dev.longshore.applier.store.StackStore;
import dev.longshore.events.EventMeta;
import dev.longshore.events.Revision;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackSpec;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One try at one generation of one stack: what it is about and what is known so far. Confined to one thread. */
final class Attempt {
    private final StackStore store;
    private final Desired desired;
    private final Stop stop;
    private final Slots.Slot slot;
    private final PhaseTimer phases = new PhaseTimer();
    private final @Nullable Applied previous;

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
    Candidate.Client client(Runnable starting) {
        return new Candidate.Client() {
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

    /** The pending mark, if it is of this generation: what an earlier attempt at it left. */
    @Nullable
    Pending own() {
        Pending pending = store.state().pending();
        return pending != null && isOwn(pending) ? pending : null;
    }

    /** The pending mark, if an older generation left it, or this one before a person wanted another revision: its containers may run, and passed no gate. */
    @Nullable
    Pending leftOver() {
        Pending pending = store.state().pending();
        return pending != null && !isOwn(pending) ? pending : null;
    }

    private boolean isOwn(Pending pending) {
        return pending.generation() == generation() && pending.revision().equals(revision());
    }

    /** Which attempt this is; the one to come while it has no mark yet. */
    int number() {
        Pending own = own();
        return own == null ? 1 : own.attempt();
    }

    /** Marks, on disk, that files and containers are about to be touched. */
    void begin(Candidate next, Instant now) {
        Pending own = own();
        Pending mark = own == null
                ? new Pending(revision(), generation(), next.place(), 1, 0, 0, now, null)
                : new Pending(
                        revision(),
                        generation(),
                        next.place(),
                        own.attempt() + 1,
                        own.failures(),
                        own.crashes(),
                        now,
                        null);
        store.update(state -> state.begin(mark, next.manifest()));
    }

    /** Whether something else is wanted, or nothing any more. */
    boolean isSuperseded() {
        Desired wanted = store.state().wanted();
        return store.state().observed() > generation()
                || wanted == null
                || !wanted.meta().id().equals(desired.meta().id());
    }

    /** Whether a person wants another revision in the place of this one: what comes of that is the end of this generation. */
    boolean isRedirected() {
        Desired wanted = store.state().wanted();
        return isSuperseded() && wanted != null && wanted.generation() == generation();
    }

    /** What a person wants, if this is the attempt at it; null if it is at what the log wants. */
    @Nullable
    Hold hold() {
        Hold hold = store.state().orders().hold();
        return hold != null && hold.target().meta().id().equals(desired.meta().id()) ? hold : null;
    }

    /** What passed its gate before and a person wants again; null if this is about something else, or it is not kept any more. */
    @Nullable
    Applied returning(int keep) {
        return hold() == null
                ? null
                : state().returnable(keep).stream()
                        .filter(kept -> kept.event().revision().equals(revision()))
                        .findFirst()
                        .orElse(null);
    }

    StackState state() {
        return store.state();
    }
}
