/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.ServiceDecision;
import dev.longshore.events.Event;
import dev.longshore.events.EventMeta;
import dev.longshore.events.HostAlive;
import dev.longshore.events.Revision;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.StackSpec;
import dev.longshore.events.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What may come to pass with three hosts and three stacks of two repositories, made up from a seed: in order for each key, as on the log. */
final class History {
    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<String> HOSTS = List.of("alpha", "beta", "gamma");
    private static final List<StackId> STACKS =
            List.of(new StackId("homelab", "web"), new StackId("homelab", "db"), new StackId("infra", "proxy"));

    private final Random random;
    private final Map<String, List<Observation>> queues = new LinkedHashMap<>();
    private int number;

    History(long seed) {
        random = new Random(seed);
        HOSTS.forEach(this::heartbeats);
        List.of("homelab", "infra").forEach(this::looks);
        STACKS.forEach(stack -> {
            int generations = 1 + random.nextInt(6);
            revisions(stack, generations);
            deployments(stack, generations);
        });
    }

    /** The events of each key, in order. */
    List<List<Observation>> queues() {
        return List.copyOf(queues.values());
    }

    private void tell(String queue, Event event) {
        List<Observation> told = queues.computeIfAbsent(queue, q -> new ArrayList<>());
        Instant last = told.isEmpty() ? BEGIN : told.get(told.size() - 1).appended();
        Instant now = last.plusMillis(1 + random.nextInt(50_000));
        String id = "e" + number++;
        told.add(new Observation(new EventMeta(id, "/test", now, "00-0-0-00", "c" + id, null), event, now));
    }

    private void heartbeats(String host) {
        Map<String, String> labels = Map.of("role", random.nextBoolean() ? "edge" : "core");
        for (int i = 0; i < 1 + random.nextInt(12); i++) {
            if (random.nextInt(6) == 0) {
                labels = Map.of("role", random.nextBoolean() ? "edge" : "core");
            }
            tell("host " + host, new HostAlive(host, host + "-id", labels, Map.of("longshore", "0.1.0")));
        }
    }

    private void looks(String repository) {
        String queue = "source " + repository;
        Revision head = null;
        List<StackId> stacks = STACKS.stream()
                .filter(stack -> stack.repository().equals(repository))
                .toList();
        for (int i = 0; i < random.nextInt(20); i++) {
            Trigger trigger = random.nextBoolean()
                    ? Trigger.POLL
                    : List.of(Trigger.values()).get(random.nextInt(5));
            Revision next = head == null || random.nextBoolean() ? revision() : head;
            if (random.nextInt(6) == 0) {
                SourceEvent.ErrorClass error =
                        List.of(SourceEvent.ErrorClass.values()).get(random.nextInt(3));
                tell(queue, new SourceEvent.Failed(repository, error, "source.auth", "look", null, List.of(), trigger));
            } else if (next.equals(head)) {
                tell(queue, new SourceEvent.Unchanged(repository, next, List.of(), trigger));
            } else {
                if (random.nextInt(4) == 0) {
                    tell(queue, new SourceEvent.Recovered(repository, next, List.of(), trigger));
                }
                List<StackId> changed =
                        stacks.stream().filter(stack -> random.nextBoolean()).toList();
                tell(queue, new SourceEvent.Changed(repository, next, head, changed, List.of(), trigger));
                head = next;
            }
        }
    }

    private void revisions(StackId stack, int generations) {
        for (long generation = 1; generation <= generations; generation++) {
            tell(
                    "revision " + stack,
                    generation > 1 && random.nextInt(4) == 0
                            ? new RevisionEvent.Removed(stack, revisionOf(generation), generation, false)
                            : changed(stack, generation));
        }
    }

    private RevisionEvent changed(StackId stack, long generation) {
        StackSpec plain = StackSpec.of(stack.stack(), ".");
        StackSpec spec = new StackSpec(
                plain.name(),
                plain.path(),
                null,
                plain.include(),
                plain.files(),
                plain.profiles(),
                plain.env(),
                plain.envFiles(),
                random.nextBoolean() ? List.of() : List.of(HOSTS.get(random.nextInt(3))),
                random.nextInt(3) == 0 ? Map.of("role", "edge") : Map.of(),
                plain.health(),
                plain.rollback(),
                plain.drift(),
                false,
                false,
                null,
                false,
                null,
                null);
        RevisionEvent.Changed sample = Sample.wanted(spec, revisionOf(generation), generation);
        return new RevisionEvent.Changed(
                stack,
                spec,
                sample.revision(),
                generation,
                sample.treeDigest(),
                sample.commit(),
                sample.bundle(),
                false);
    }

    /** Hosts take turns; each goes through the generations as it comes to them. */
    private void deployments(StackId stack, int generations) {
        Map<String, Long> reached = new LinkedHashMap<>();
        HOSTS.stream().filter(host -> random.nextInt(4) > 0).forEach(host -> reached.put(host, 1L));
        while (!reached.isEmpty()) {
            List<String> hosts = List.copyOf(reached.keySet());
            String host = hosts.get(random.nextInt(hosts.size()));
            long generation = reached.getOrDefault(host, 1L);
            turn(stack, host, generation);
            if (random.nextInt(3) > 0) {
                reached.put(host, generation + 1);
            }
            if (generation >= generations) {
                reached.remove(host);
            }
        }
    }

    private void turn(StackId stack, String host, long generation) {
        String queue = "deployment " + stack;
        Revision revision = revisionOf(generation);
        Revision golden = generation == 1 ? null : revisionOf(generation - 1);
        switch (random.nextInt(12)) {
            case 0 -> tell(queue, new DeploymentEvent.Orphaned(stack, host, "host.unselected"));
            case 1 -> tell(queue, new DeploymentEvent.Removed(stack, host, "stack.removed"));
            case 2 -> tell(queue, new DeploymentEvent.Suspended(stack, host, "me"));
            case 3 -> tell(queue, new DeploymentEvent.Resumed(stack, host, "me"));
            case 4 -> tell(queue, new DeploymentEvent.DriftDetected(stack, host, revision, Sample.MISSING));
            case 5 -> tell(queue, new DeploymentEvent.DriftCorrected(stack, host, revision, Sample.MISSING, 9));
            case 6 -> tell(queue, new DeploymentEvent.Skipped(stack, host, revision, generation, skip(), "so"));
            case 7 ->
                tell(
                        queue,
                        new DeploymentEvent.Refused(stack, host, revision, generation, golden, "policy.mount", "no"));
            default -> attempt(queue, stack, host, generation, golden);
        }
    }

    private void attempt(
            String queue,
            StackId stack,
            String host,
            long generation,
            @org.jspecify.annotations.Nullable Revision golden) {
        Revision revision = revisionOf(generation);
        int attempt = number; // each is another one
        List<ServiceDecision> services = List.of(Sample.recreated());
        tell(queue, new DeploymentEvent.Started(stack, host, revision, generation, null, golden, attempt));
        switch (random.nextInt(6)) {
            case 0 ->
                tell(
                        queue,
                        new DeploymentEvent.Failed(
                                stack,
                                host,
                                revision,
                                generation,
                                golden,
                                attempt,
                                "pull.failed",
                                "no",
                                services,
                                Map.of()));
            case 1 -> tell(queue, new DeploymentEvent.Superseded(stack, host, revision, generation, generation + 1));
            case 2 -> {
                if (golden != null) {
                    String reason = random.nextBoolean() ? "command.rollback" : "health.timeout";
                    tell(
                            queue,
                            new DeploymentEvent.RolledBack(
                                    stack,
                                    host,
                                    golden,
                                    revision,
                                    generation,
                                    attempt,
                                    reason,
                                    "back",
                                    services,
                                    Map.of()));
                }
            }
            default ->
                tell(
                        queue,
                        new DeploymentEvent.Succeeded(
                                stack, host, revision, generation, golden, attempt, services, Map.of()));
        }
    }

    private String skip() {
        return List.of("depends.waiting", "quarantined", "unchanged", "command.not_suspended")
                .get(random.nextInt(4));
    }

    private Revision revision() {
        return Sample.revision((char) ('a' + random.nextInt(6)));
    }

    private static Revision revisionOf(long generation) {
        return Sample.revision((char) ('0' + generation % 10));
    }
}
