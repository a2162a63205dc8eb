/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.DeploymentEvent.ServiceDecision;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/** One example of each event type, all fields filled in: a commit to {@code homelab} on its way to the host {@code homelab-1}. */
public final class Examples {
    private static final StackId STACK = new StackId("homelab", "grafana");
    private static final Revision FIRST = new Revision("main", "5f1d6a3c0f5b4e6d8c7a9b0e1f2d3c4b5a697887");
    private static final Revision SECOND = new Revision("main", "9b2c4d6e8f00112233445566778899aabbccddee");
    private static final String REQUEST = "0199c2f4-7c1e-7d52-9a53-3a2f5f0b6c11";
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final List<ServiceDecision> SERVICES = List.of(
            new ServiceDecision("grafana", ServiceDecision.Decision.RECREATED, "mounted file grafana.ini changed"),
            new ServiceDecision("redis", ServiceDecision.Decision.KEPT, "nothing changed"));
    private static final Map<String, String> IMAGES = Map.of(
            "grafana", "grafana/grafana:12.1@sha256:" + "ab".repeat(32), "redis", "redis:8@sha256:" + "cd".repeat(32));
    private static final Map<String, Long> DURATIONS =
            Map.of("fetch", 12L, "validate", 61L, "pull", 0L, "copy", 3L, "up", 402L, "gate", 3010L);
    private static final List<Drift> DRIFT =
            List.of(new Drift("grafana", Drift.Kind.STOPPED, "running", "exited (137)"));

    private static final Map<EventType, Event> ALL = Stream.of(
                    requests(), source(), revisions(), deployments(), states())
            .flatMap(Function.identity())
            .collect(toUnmodifiableMap(EventType::of, Function.identity()));

    private Examples() {}

    public static Event of(EventType type) {
        return Objects.requireNonNull(ALL.get(type), () -> "no example of " + type);
    }

    private static Stream<Event> requests() {
        return Stream.of(
                new PushReceived(
                        "homelab",
                        "refs/heads/main",
                        FIRST.commit(),
                        SECOND.commit(),
                        "github",
                        "72d3162e-cc78-11e3-81ab-4c9367dc0958",
                        "me",
                        "github"),
                new SyncRequested("homelab", Trigger.MANUAL, false, "me@homelab-1"),
                new RepositoryAdmitted("blog", "https://git.example/me/blog.git", "main", "github"));
    }

    private static Stream<Event> source() {
        List<String> requests = List.of(REQUEST);
        return Stream.of(
                new SourceEvent.Changed("homelab", SECOND, FIRST, List.of(STACK), requests, Trigger.PUSH),
                new SourceEvent.Unchanged("homelab", SECOND, requests, Trigger.POLL),
                new SourceEvent.Failed(
                        "homelab",
                        SourceEvent.ErrorClass.GENERIC,
                        "source.unreachable",
                        "git.example did not answer in 60 s. Check the URL of repository homelab and the network.",
                        NOON,
                        requests,
                        Trigger.PUSH),
                new SourceEvent.Recovered("homelab", SECOND, requests, Trigger.RETRY));
    }

    private static Stream<Event> revisions() {
        return Stream.of(
                new RevisionEvent.Changed(
                        STACK,
                        StackSpec.of("grafana", "docker/grafana"),
                        SECOND,
                        7,
                        "0f343b0931126a20f133d67c2b018a3b0f343b0931126a20f133d67c2b018a3b",
                        new RevisionEvent.Commit("Me <me@example.org>", NOON, "Raise the retention"),
                        new BundlePointer(3, List.of(41L, 42L), "ab".repeat(32), 613_312),
                        false,
                        new BundlePointer(3, List.of(37L), "cd".repeat(32), 5_120)),
                new RevisionEvent.Removed(STACK, SECOND, 8, false),
                new DriftCheck(STACK),
                new StackCommand(STACK, "homelab-1", StackCommand.Action.ROLLBACK, "5f1d6a3", 7, "me@homelab-1"));
    }

    private static Stream<Event> deployments() {
        String host = "homelab-1";
        return Stream.of(
                new DeploymentEvent.Started(STACK, host, SECOND, 7, FIRST, FIRST, 1),
                new DeploymentEvent.Succeeded(STACK, host, SECOND, 7, FIRST, 1, SERVICES, DURATIONS, IMAGES),
                new DeploymentEvent.Failed(
                        STACK,
                        host,
                        SECOND,
                        7,
                        FIRST,
                        1,
                        "pull.failed",
                        "The image grafana/grafana:99 could not be pulled: not found. Correct the tag and push.",
                        List.of(),
                        DURATIONS),
                new DeploymentEvent.RolledBack(
                        STACK,
                        host,
                        FIRST,
                        SECOND,
                        7,
                        1,
                        "health.timeout",
                        "grafana was not healthy in 2 m. Look at its logs, correct it and push.",
                        SERVICES,
                        DURATIONS,
                        IMAGES),
                new DeploymentEvent.Superseded(STACK, host, FIRST, 6, 7),
                new DeploymentEvent.Skipped(STACK, host, SECOND, 7, "unchanged", "Nothing of this stack changed."),
                new DeploymentEvent.Refused(
                        STACK,
                        host,
                        SECOND,
                        7,
                        FIRST,
                        "compose.invalid",
                        "docker/grafana/compose.yaml, line 3: services.grafana must be a mapping. Correct it and push."),
                new DeploymentEvent.Orphaned(STACK, host, "stack.removed"),
                new DeploymentEvent.Removed(STACK, host, "stack.removed"),
                new DeploymentEvent.Suspended(STACK, host, "me@homelab-1"),
                new DeploymentEvent.Resumed(STACK, host, "me@homelab-1"),
                new DeploymentEvent.DriftDetected(STACK, host, SECOND, DRIFT),
                new DeploymentEvent.DriftCorrected(STACK, host, SECOND, DRIFT, 830));
    }

    private static Stream<Event> states() {
        return Stream.of(
                new HostAlive(
                        "homelab-1",
                        "0199c2f0-11aa-7c00-8000-5d2f3b1c0a99",
                        Map.of("role", "edge"),
                        Map.of("longshore", "0.1.0", "engine", "26.1.5", "compose", "2.26.1"),
                        true),
                new StackStatus(
                        STACK,
                        "homelab-1",
                        "homelab",
                        StackStatus.State.IN_SYNC,
                        SECOND,
                        SECOND,
                        7,
                        SECOND,
                        SECOND,
                        List.of(),
                        StackStatus.Health.HEALTHY,
                        "deploying",
                        NOON,
                        DRIFT,
                        "health.timeout",
                        "grafana was not healthy in 2 m.",
                        Trigger.PUSH,
                        new StackStatus.SourceProblem(
                                SourceEvent.ErrorClass.GENERIC, "source.timeout", "The remote did not answer in 60 s."),
                        List.of(new StackStatus.Incident(
                                STACK + "@homelab-1/drift/0199c2f4-7d02-7a11-8f3e-6f0d4f3b9a33",
                                StackStatus.Incident.Kind.DRIFT,
                                SECOND,
                                NOON)),
                        List.of(new StackStatus.Entry(
                                NOON,
                                "deployment.rolledback",
                                SECOND,
                                7,
                                "0199c2f4-7d02-7a11-8f3e-6f0d4f3b9a44",
                                "health.timeout",
                                "grafana was not healthy in 2 m.")),
                        true,
                        SECOND,
                        new StackStatus.Waiting(7, "depends.waiting", "waits for homelab/postgres"),
                        "0199c2f0-11aa-7c00-8000-5d2f3b1c0a99",
                        NOON,
                        new StackStatus.Hook(
                                StackStatus.Hook.Condition.SUSPECT,
                                SECOND,
                                NOON,
                                "0199c2f4-7d02-7a11-8f3e-6f0d4f3b9a55",
                                "0199c2f4-7d02-7a11-8f3e-6f0d4f3b9a66")),
                new DeadLetter(
                        "longshore.sync",
                        5,
                        1234,
                        "homelab",
                        "decode.schema",
                        "sync.requested lacks repository",
                        Map.of("ce_type", "dev.longshore.sync.requested.v1"),
                        "e30=",
                        2));
    }
}
