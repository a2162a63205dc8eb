/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.Event;
import dev.longshore.events.HostAlive;
import dev.longshore.events.Revision;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.StackSpec;
import dev.longshore.events.StackStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Many stacks, ten to a repository and a hundred to a host, each with a full history and an open incident. */
record Fleet(int stacks) {
    StackId stack(int number) {
        return new StackId("repository-" + number / 10, "stack-" + number);
    }

    String host(int number) {
        return "host-" + number / 100;
    }

    Stream<HostAlive> hosts() {
        return IntStream.range(0, (stacks + 99) / 100)
                .mapToObj(i -> new HostAlive("host-" + i, "id-" + i, Map.of("role", "edge"), Map.of("engine", "26.1")));
    }

    RevisionEvent.Changed wanted(int number) {
        StackSpec plain = StackSpec.of(stack(number).stack(), "docker/" + number);
        StackSpec spec = new StackSpec(
                plain.name(),
                plain.path(),
                null,
                plain.include(),
                plain.files(),
                plain.profiles(),
                plain.env(),
                plain.envFiles(),
                List.of(host(number)),
                Map.of(),
                plain.health(),
                plain.rollback(),
                plain.drift(),
                false,
                false,
                null,
                false,
                null,
                null);
        RevisionEvent.Changed sample = Sample.wanted(spec, Sample.TWO, 9);
        return new RevisionEvent.Changed(
                stack(number), spec, Sample.TWO, 9, "d".repeat(64), sample.commit(), sample.bundle(), false);
    }

    DeploymentEvent failed(int number, long generation) {
        return new DeploymentEvent.Failed(
                stack(number),
                host(number),
                revision(generation),
                generation,
                null,
                1,
                "health.timeout",
                "stack-" + number + " did not become healthy within 2m; see its logs",
                List.of(),
                Map.of());
    }

    StackStatus status(int number) {
        List<StackStatus.Entry> history = new ArrayList<>();
        for (long generation = 9; generation > 4; generation--) {
            history.add(new StackStatus.Entry(
                    Instant.EPOCH.plusSeconds(generation),
                    "deployment.rolledback",
                    revision(generation),
                    generation,
                    "0199c2f4-7d02-7a11-8f3e-" + String.format("%012d", number * 10L + generation),
                    "health.timeout",
                    "stack-" + number + " did not become healthy within 2m; see its logs"));
        }
        String key = stack(number) + "@" + host(number);
        return new StackStatus(
                stack(number),
                host(number),
                stack(number).repository(),
                StackStatus.State.ERROR,
                revision(9),
                revision(9),
                9,
                revision(8),
                revision(8),
                List.of(revision(9)),
                StackStatus.Health.HEALTHY,
                null,
                Instant.EPOCH,
                List.of(),
                "health.timeout",
                history.get(0).message(),
                null,
                null,
                List.of(new StackStatus.Incident(
                        key + "/deployment/" + history.get(0).eventId(),
                        StackStatus.Incident.Kind.DEPLOYMENT,
                        revision(9),
                        Instant.EPOCH)),
                history,
                false,
                null,
                null,
                "id-" + number / 100,
                null,
                StackStatus.Hook.WORKING);
    }

    /** Everything that a reconciler that starts has to read. */
    Stream<Event> log() {
        return Stream.concat(
                hosts(),
                IntStream.range(0, stacks).boxed().flatMap(number -> Stream.of(wanted(number), status(number))));
    }

    private static Revision revision(long generation) {
        return Sample.revision((char) ('0' + generation % 10));
    }
}
