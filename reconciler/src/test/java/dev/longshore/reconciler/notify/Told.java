/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.Revision;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.StackStatus;
import dev.longshore.events.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events as hosts and syncers tell them. */
public final class Told {
    public static final StackId WEB = new StackId("homelab", "web");
    public static final String ALPHA = "alpha";
    public static final Revision ONE = revision('1');
    public static final Revision TWO = revision('2');
    public static final Revision THREE = revision('3');

    private Told() {}

    public static Revision revision(char digit) {
        return new Revision("main", String.valueOf(digit).repeat(40));
    }

    public static StackId stack(String name) {
        return new StackId("homelab", name);
    }

    public static DeploymentEvent.Started started(StackId stack, Revision revision) {
        return new DeploymentEvent.Started(stack, ALPHA, revision, 1, null, null, 1);
    }

    public static DeploymentEvent.Succeeded succeeded(StackId stack, Revision revision) {
        return new DeploymentEvent.Succeeded(stack, ALPHA, revision, 1, null, 1, List.of(), Map.of());
    }

    public static DeploymentEvent.Failed failed(StackId stack, Revision revision) {
        return failed(stack, ALPHA, revision);
    }

    public static DeploymentEvent.Failed failed(StackId stack, String host, Revision revision) {
        return new DeploymentEvent.Failed(
                stack, host, revision, 1, null, 1, "health.timeout", "web is not healthy", List.of(), Map.of());
    }

    public static DeploymentEvent.RolledBack rolledBack(StackId stack, Revision failed, Revision golden) {
        return new DeploymentEvent.RolledBack(
                stack, ALPHA, golden, failed, 2, 1, "health.timeout", "web is not healthy", List.of(), Map.of());
    }

    public static DeploymentEvent.DriftDetected drifted(StackId stack, String observed) {
        return new DeploymentEvent.DriftDetected(
                stack, ALPHA, ONE, List.of(new Drift("web", Drift.Kind.MISSING, "a container", observed)));
    }

    public static DeploymentEvent.DriftCorrected corrected(StackId stack) {
        return new DeploymentEvent.DriftCorrected(stack, ALPHA, ONE, List.of(), 5);
    }

    public static SourceEvent.Failed unreadable(String repository, SourceEvent.ErrorClass kind) {
        return new SourceEvent.Failed(
                repository, kind, "source.auth", "give it another token", null, List.of(), Trigger.POLL);
    }

    public static SourceEvent.Recovered readable(String repository) {
        return new SourceEvent.Recovered(repository, ONE, List.of(), Trigger.POLL);
    }

    public static StackStatus status(StackId stack, String host, boolean silent, StackStatus.@Nullable Hook hook) {
        return new StackStatus(
                stack,
                host,
                stack.repository(),
                silent ? StackStatus.State.UNKNOWN : StackStatus.State.IN_SYNC,
                null,
                ONE,
                1,
                ONE,
                ONE,
                List.of(),
                StackStatus.Health.HEALTHY,
                null,
                null,
                List.of(),
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                false,
                null,
                null,
                host + "-id",
                silent ? Instant.EPOCH : null,
                hook);
    }
}
