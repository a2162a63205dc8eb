/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.ComposeClient;
import dev.longshore.applier.docker.DockerFailure;
import dev.longshore.applier.docker.Engine;
import dev.longshore.applier.docker.KeptImages;
import dev.longshore.applier.docker.RemoteImages;
import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.StackStore;
import dev.longshore.events.RevisionEvent;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stacks that Compose runs. A place is a Compose project. */
final class ComposeWorkload implements Workload {
    private static final Logger log = LoggerFactory.getLogger(ComposeWorkload.class);

    private final Preparer preparer;
    private final Projects projects;
    private final ComposeClient compose;
    private final Engine engine;
    private final Rollout rollout;
    private final PortClaims ports;
    private final KeptImages images;
    private final RemoteImages remoteImages;

    ComposeWorkload(
            Preparer preparer,
            Projects projects,
            ComposeClient compose,
            Engine engine,
            Rollout rollout,
            RemoteImages remoteImages) {
        this.remoteImages = remoteImages;
        this.preparer = preparer;
        this.projects = projects;
        this.compose = compose;
        this.engine = engine;
        this.rollout = rollout;
        this.ports = new PortClaims(engine);
        this.images = new KeptImages(engine);
    }

    @Override
    public ComposeCandidate prepare(StackStore store, RevisionEvent.Changed change, PhaseTimer phases) {
        return new ComposeCandidate(this, store, preparer.prepare(store, change, phases));
    }

    @Override
    public ComposeProbe probe(StackStore store) {
        return new ComposeProbe(
                store,
                engine,
                remoteImages,
                applied -> Baselines.unmeasured(
                        store, preparer.prepare(store, applied.event(), new PhaseTimer())));
    }

    @Override
    public ComposeCandidate again(StackStore store, Applied passed, PhaseTimer phases) {
        return new ComposeCandidate(
                this, store, preparer.prepare(store, passed.event(), phases).as(passed));
    }

    @Override
    public void keep(StackStore store, Applied passed) {
        images.keep(store.stack(), Set.copyOf(passed.images().values()));
    }

    @Override
    public void giveUp(StackStore store, List<Applied> returnable) {
        try {
            images.release(
                    store.stack(),
                    returnable.stream()
                            .flatMap(kept -> kept.images().values().stream())
                            .collect(Collectors.toSet()));
        } catch (DockerFailure e) {
            log.atWarn()
                    .addKeyValue("stack", store.stack())
                    .addKeyValue("reason", e.reason())
                    .setCause(e)
                    .log("old images could not be given up; trying again after the next deployment");
        }
    }

    @Override
    public void takeDown(StackStore store, String place) {
        if (!engine.list(place).isEmpty()) {
            compose.down(place, store.folder());
        }
    }

    Projects projects() {
        return projects;
    }

    PortClaims ports() {
        return ports;
    }

    RemoteImages remoteImages() {
        return remoteImages;
    }

    ComposeClient compose() {
        return compose;
    }

    Engine engine() {
        return engine;
    }

    Rollout rollout() {
        return rollout;
    }
}
