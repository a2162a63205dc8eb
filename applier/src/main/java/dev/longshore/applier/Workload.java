/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.DockerFailure;
import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.StackStore;
import dev.longshore.events.RevisionEvent;
import java.util.List;

/**
 * A kind of thing that a stack can be on this host, such as containers that Compose runs. When to try, to give up and to go back is the
 * same for all of them; what that means to files and processes is here. Blocking; one call for a stack at a time.
 */
interface Workload {
    /**
     * Gets a revision ready beside what runs; touches nothing of it.
     *
     * @throws RefusedException if the revision must not be applied
     * @throws PostponedException if it cannot be had now
     */
    Candidate prepare(StackStore store, RevisionEvent.Changed change, PhaseTimer phases);

    /** What looks for drift of one stack, as often as is wanted. */
    DriftProbe probe(StackStore store);

    /**
     * Gets ready what passed its gate on this host, exactly as it was. Nothing is fetched for it that is here.
     *
     * @throws RefusedException if it must not be applied any more
     * @throws PostponedException if it cannot be had now
     */
    default Candidate again(StackStore store, Applied passed, PhaseTimer phases) {
        return prepare(store, passed.event(), phases);
    }

    /**
     * Keeps what else is needed to return to {@code passed}, whatever others remove.
     *
     * @throws DockerFailure if the engine fails
     */
    default void keep(StackStore store, Applied passed) {}

    /** Gives up what was kept for other than {@code returnable}; a failure of that is not the caller's concern. */
    default void giveUp(StackStore store, List<Applied> returnable) {}

    /**
     * Ends what this stack has at a place, never what it did not bring, never a volume. Nothing happens if there is nothing.
     *
     * @param place as {@link Candidate#place()} gave it
     * @throws DockerFailure if the engine or Compose fails
     */
    void takeDown(StackStore store, String place);
}
