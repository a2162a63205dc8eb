/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.DockerFailure;
import dev.longshore.applier.docker.GateResult;
import dev.longshore.applier.store.StackState;
import dev.longshore.applier.tree.Manifest;
import dev.longshore.events.DeploymentEvent.ServiceDecision;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * A revision that is known to be valid and could be rolled out now. Confined to one thread. Every method may throw {@link DockerFailure}
 * where it asks the engine.
 */
interface Candidate {
    Manifest manifest();

    /** What on this host the stack is, and no other stack may be: a Compose project's name. */
    String place();

    /** Notes what runs now: {@link #decisions} and the gate tell old from new by it. Called once, before anything is touched. */
    void look();

    /**
     * Takes the place for this stack; after {@link #look}.
     *
     * @throws RefusedException if it is somebody else's
     */
    void claim(StackState state);

    /** Gets from elsewhere what is needed to run. Not called for what ran here before. */
    void obtain();

    /**
     * Touches files and whatever runs, and waits for the gate.
     *
     * @param starting called when the files are in place and what uses them is about to start
     * @throws DockerFailure if the engine went away; anything else that goes wrong is a failed gate
     */
    GateResult rollOut(PhaseTimer phases, Runnable starting, BooleanSupplier cancelled);

    /** As {@link #rollOut(PhaseTimer, Runnable, BooleanSupplier)}, for one who also wants to know when it only waits. */
    default GateResult rollOut(PhaseTimer phases, Client client) {
        return rollOut(phases, client::starting, client::cancelled);
    }

    /**
     * Rolls out what passed its gate before, and does not wait for it where that can be helped.
     *
     * @throws DockerFailure if it cannot be brought up
     */
    default void bringUp(PhaseTimer phases) {
        rollOut(phases, () -> {}, () -> false);
    }

    /** Who wanted a rollout. */
    interface Client {
        /** The files are in place and what uses them is about to start. */
        default void starting() {}

        /** From now on it only waits. */
        default void waiting() {}

        /** Asked often: whether the result matters no more. */
        boolean cancelled();
    }

    /** Ids of the images that passed the gate, by service; empty for what runs none. */
    default Map<String, String> images() {
        return Map.of();
    }

    /** The images that run, for others to read: {@code name@sha256:…} by service; empty for what runs none. */
    default Map<String, String> references() {
        return Map.of();
    }

    /** What became of each service since {@link #look}. */
    List<ServiceDecision> decisions();

    /** Gets the images of {@code services} anew from their registries; what runs is not touched. */
    default void renew(Set<String> services) {}

    /** Has a rollout also mend what bringing up does not see. For a revision that was rolled out before; after {@link #look}. */
    default void repair() {}
}
