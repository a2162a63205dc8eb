/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.DockerFailure;
import dev.longshore.applier.store.Leaving;
import dev.longshore.applier.store.OutgoingEvent;
import dev.longshore.applier.store.StackStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a stack down that is not to run here any more; its volumes stay. Blocking. */
final class Departure {
    private static final Logger log = LoggerFactory.getLogger(Departure.class);

    private final Workload workload;
    private final Projects projects;
    private final Reporter reporter;

    Departure(Workload workload, Projects projects, Reporter reporter) {
        this.workload = workload;
        this.projects = projects;
        this.reporter = reporter;
    }

    /** Where it was cut off before, this goes on. */
    Outcome leave(StackStore store, Leaving leaving) {
        try {
            leaving.places().forEach(place -> workload.takeDown(store, place));
        } catch (DockerFailure e) {
            return new Outcome.Again(e.reason(), String.valueOf(e.getMessage()));
        }
        log.atInfo()
                .addKeyValue("stack", store.stack())
                .addKeyValue("reason", leaving.reason())
                .log("a stack was taken down; its volumes are kept");
        OutgoingEvent told = reporter.removed(leaving, store.stack());
        store.update(state -> leaving.equals(state.leaving()) ? state.gone().post(told) : state.post(told));
        projects.release(store.stack());
        return Outcome.DONE;
    }
}
