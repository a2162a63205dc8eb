/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.ContainerEvent;
import dev.longshore.applier.docker.EngineListener;
import java.util.Set;

/** Turns what happens to containers into hints of drift: a killed one should not wait for the next periodic check. */
final class DockerWatch implements EngineListener {
    private static final Set<String> LOSSES = Set.of("die", "destroy", "stop", "oom", "health_status: unhealthy");

    private final Lanes lanes;
    private final Projects projects;

    DockerWatch(Lanes lanes, Projects projects) {
        this.lanes = lanes;
        this.projects = projects;
    }

    @Override
    public void on(ContainerEvent event) {
        boolean stranger = event.action().equals("start") && !event.isOurs();
        if (stranger || LOSSES.contains(event.action())) {
            projects.ownerOf(event.project()).flatMap(lanes::find).ifPresent(StackLane::hintDrift);
        }
    }

    @Override
    public void resumed() {
        lanes.all().forEach(StackLane::hintDrift);
    }
}
