/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.DockerFailure;
import dev.longshore.applier.store.StackStore;
import dev.longshore.events.RevisionEvent;

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

    /**
     * Ends what this stack has at a place, never what it did not bring, never a volume. Nothing happens if there is nothing.
     *
     * @param place as {@link Candidate#place()} gave it
     * @throws DockerFailure if the engine or Compose fails
     */
    void takeDown(StackStore store, String place);
}
