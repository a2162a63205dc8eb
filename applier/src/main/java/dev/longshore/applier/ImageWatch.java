/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.DockerFailure;
import dev.longshore.applier.docker.RemoteImages.Moved;
import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.OutgoingEvent;
import dev.longshore.applier.store.StackStore;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.Drift;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a stack deployed again when the name of one of its images means another image by now ({@code imageUpdates: true}): through the same
 * gate, with the same way back. Confined to the stack's lane.
 */
final class ImageWatch {
    private static final Logger log = LoggerFactory.getLogger(ImageWatch.class);

    private final StackStore store;
    private final Workload workload;
    private final Reporter reporter;

    ImageWatch(StackStore store, Workload workload, Reporter reporter) {
        this.store = store;
        this.workload = workload;
        this.reporter = reporter;
    }

    /**
     * Gets images that moved, and asks for the deployment; what cannot be had is looked for at the next check.
     *
     * @param moved as the drift check's {@link DriftProbe#movedImages} says
     * @throws DockerFailure if the engine does not answer
     */
    void check(Applied applied, List<Moved> moved) {
        if (moved.isEmpty()) {
            return;
        }
        Set<String> services = moved.stream().map(Moved::service).collect(Collectors.toSet());
        log.atInfo()
                .addKeyValue("stack", store.stack())
                .addKeyValue("revision", applied.event().revision())
                .addKeyValue("services", services)
                .log("images moved; deploying again");
        workload.prepare(store, applied.event(), new PhaseTimer()).renew(services);
        OutgoingEvent told = reporter.once(
                applied.meta(),
                new DeploymentEvent.DriftDetected(
                        store.stack(), reporter.host(), applied.event().revision(), drift(moved)));
        store.update(state -> state.reopen(applied.generation(), told.meta()).post(told));
    }

    private static List<Drift> drift(List<Moved> moved) {
        return moved.stream()
                .map(image -> new Drift(
                        image.service(),
                        Drift.Kind.IMAGE,
                        "image moved: " + image.image() + " is " + image.offered(),
                        image.runs()))
                .toList();
    }
}
