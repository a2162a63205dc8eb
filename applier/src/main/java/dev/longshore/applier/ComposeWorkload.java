/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.ComposeClient;
import dev.longshore.applier.docker.ContainerSummary;
import dev.longshore.applier.docker.Engine;
import dev.longshore.applier.store.StackStore;
import dev.longshore.events.RevisionEvent;
import java.util.List;

/** Stacks that Compose runs. A place is a Compose project. */
final class ComposeWorkload implements Workload {
    private final Preparer preparer;
    private final Projects projects;
    private final ComposeClient compose;
    private final Engine engine;
    private final Rollout rollout;
    private final PortClaims ports;

    ComposeWorkload(Preparer preparer, Projects projects, ComposeClient compose, Engine engine, Rollout rollout) {
        this.preparer = preparer;
        this.projects = projects;
        this.compose = compose;
        this.engine = engine;
        this.rollout = rollout;
        this.ports = new PortClaims(engine);
    }

    @Override
    public ComposeCandidate prepare(StackStore store, RevisionEvent.Changed change, PhaseTimer phases) {
        return new ComposeCandidate(this, store, preparer.prepare(store, change, phases));
    }

    @Override
    public void takeDown(StackStore store, String place) {
        List<ContainerSummary> containers = engine.list(place);
        if (!containers.isEmpty() && projects.mayTakeDown(store.stack(), place, containers)) {
            compose.down(place, store.folder());
        }
    }

    Projects projects() {
        return projects;
    }

    PortClaims ports() {
        return ports;
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
