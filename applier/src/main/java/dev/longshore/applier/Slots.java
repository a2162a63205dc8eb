/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/**
 * How many stacks are worked on at once. A slot is meant for work that uses the machine, so it is given back when a stack begins to wait,
 * and in any case after {@link #LEASE}: a stack that is stuck in a pull, a dependency or a gate must not hold up the others.
 */
final class Slots {
    /** Short enough that nobody waits for 5 s because of somebody who is stuck. */
    static final Duration LEASE = Duration.ofSeconds(3);

    private final Semaphore free;
    private final BiConsumer<Duration, Runnable> later;

    /** @param later runs something after a time */
    Slots(int number, BiConsumer<Duration, Runnable> later) {
        this.free = new Semaphore(number, true);
        this.later = later;
    }

    /** Waits for a slot, first come first served. */
    Slot take() {
        free.acquireUninterruptibly();
        Slot slot = new Slot();
        later.accept(LEASE, slot::close);
        return slot;
    }

    /** A place among those who work. */
    final class Slot implements AutoCloseable {
        private final AtomicBoolean held = new AtomicBoolean(true);

        /** Lets another one begin; the second time nothing happens. */
        @Override
        public void close() {
            if (held.compareAndSet(true, false)) {
                free.release();
            }
        }
    }
}
