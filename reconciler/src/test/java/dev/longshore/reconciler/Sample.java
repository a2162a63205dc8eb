/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.BundlePointer;
import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.DeploymentEvent.Failed;
import dev.longshore.events.DeploymentEvent.RolledBack;
import dev.longshore.events.DeploymentEvent.ServiceDecision;
import dev.longshore.events.DeploymentEvent.Started;
import dev.longshore.events.DeploymentEvent.Succeeded;
import dev.longshore.events.HostAlive;
import dev.longshore.events.Revision;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.StackSpec;
import dev.longshore.events.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events as the other services publish them, about the stack {@code homelab/web} and the host {@code alpha}. */
final class Sample {
    static final StackId WEB = new StackId("homelab", "web");
    static final String ALPHA = "alpha";
    static final Revision ONE = revision('1');
    static final Revision TWO = revision('2');
    static final Revision THREE = revision('3');
    static final List<Drift> MISSING =
            List.of(new Drift("web", Drift.Kind.MISSING, "one running container", "no container"));

    private Sample() {}

    static Revision revision(char digit) {
        return new Revision("main", String.valueOf(digit).repeat(40));
    }

    static HostAlive alive(String host) {
        return new HostAlive(host, host + "-id", Map.of(), Map.of("longshore", "0.1.0"));
    }

    static RevisionEvent.Changed wanted(Revision revision, long generation) {
        return wanted(StackSpec.of("web", "."), revision, generation);
    }

    static RevisionEvent.Changed wanted(StackSpec spec, Revision revision, long generation) {
        return new RevisionEvent.Changed(
                new StackId("homelab", spec.name()),
                spec,
                revision,
                generation,
                "d" + generation,
                new RevisionEvent.Commit("me", Instant.EPOCH, "change"),
                new BundlePointer(0, List.of(0L), "a".repeat(64), 1),
                false);
    }

    static SourceEvent.Changed fetched(Revision revision, @Nullable Revision previous, Trigger trigger) {
        return new SourceEvent.Changed("homelab", revision, previous, List.of(WEB), List.of(), trigger);
    }

    static Started started(Revision revision, long generation) {
        return new Started(WEB, ALPHA, revision, generation, null, null, 1);
    }

    static Succeeded succeeded(Revision revision, long generation) {
        return new Succeeded(WEB, ALPHA, revision, generation, null, 1, List.of(recreated()), Map.of("up", 450L));
    }

    static Failed failed(Revision revision, long generation, @Nullable Revision golden, String reason) {
        return new Failed(WEB, ALPHA, revision, generation, golden, 1, reason, "look at the logs", List.of(), Map.of());
    }

    static RolledBack rolledBack(Revision failed, Revision golden, long generation) {
        return new RolledBack(
                WEB,
                ALPHA,
                golden,
                failed,
                generation,
                1,
                "health.timeout",
                "web did not become healthy",
                List.of(recreated()),
                Map.of());
    }

    static ServiceDecision recreated() {
        return new ServiceDecision("web", ServiceDecision.Decision.RECREATED, "image");
    }
}
