/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.DockerFailure;
import dev.longshore.applier.docker.RemoteImages.Moved;
import dev.longshore.applier.store.Applied;
import dev.longshore.events.DeploymentEvent.Drift;
import java.util.List;

/** Compares what one stack is with what was applied. Cheap enough to be asked for a hundred stacks at once. Confined to the stack's lane. */
interface DriftProbe {
    /**
     * Looks now. Starts no process, unless what is to be compared with is lost.
     *
     * @throws DockerFailure if the engine does not answer
     * @throws PostponedException if what was applied cannot be had now
     * @throws RefusedException if it is no longer valid
     */
    Finding look(Applied applied);

    /**
     * Services whose image's name means another image in its registry than the one that runs; none where there are no images.
     *
     * @throws DockerFailure if the engine does not answer
     */
    default List<Moved> movedImages(Applied applied) {
        return List.of();
    }

    /** What is remembered of files and containers may be otherwise now. */
    void forget();

    /**
     * What was found.
     *
     * @param blocked why nothing may be mended; empty if something may
     */
    record Finding(List<Drift> drift, String blocked) {
        public Finding {
            drift = List.copyOf(drift);
        }
    }
}
