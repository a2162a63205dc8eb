/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.DeploymentEvent.Drift;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf("dev.longshore.applier.docker.Docker#isAvailable")
final class DriftInspectorIT {
    private static final String SLEEP = "{image: busybox:1.37, init: true, stop_signal: SIGKILL, command: sleep 1000}";

    @TempDir
    Path root;

    @Test
    void seesMissingStoppedAndExtraContainersAndUpRepairsThem() {
        try (Engine engine = Engine.connect();
                Stack stack = new Stack(engine, root)) {
            stack.file("compose.yaml", """
                    services:
                      a: %1$s
                      b: %1$s
                      c: %1$s
                      job: {image: busybox:1.37, command: "true", restart: "no"}
                    """.formatted(SLEEP)).up();
            ResolvedModel with = stack.model();
            assertThat(drift(engine, with)).isEmpty();
            Map<String, String> ids = stack.ids();
            List<ContainerEvent> events = new CopyOnWriteArrayList<>();
            Subscription subscription = engine.events(events::add);
            Bystander.stop(stack.container("a").id());
            Bystander.removeContainer(stack.container("b").id());
            ResolvedModel without = stack.file("compose.yaml", "services: {a: %1$s, b: %1$s}".formatted(SLEEP))
                    .resolved();
            assertThat(drift(engine, without))
                    .containsExactlyInAnyOrder(
                            new Drift("a", Drift.Kind.STOPPED, "running", "exited"),
                            new Drift("b", Drift.Kind.MISSING, "1 container", "0 containers"),
                            new Drift("c", Drift.Kind.EXTRA, "no container", "1 container"),
                            new Drift("job", Drift.Kind.EXTRA, "no container", "1 container"));
            Awaitility.await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(events)
                    .filteredOn(event -> event.project().equals(stack.name))
                    .filteredOn(ContainerEvent::isOurs)
                    .extracting(event -> event.service() + " " + event.action())
                    .contains("b destroy"));
            subscription.close();
            stack.compose.up(stack.project());
            assertThat(drift(engine, with)).isEmpty();
            assertThat(stack.ids().get("a")).isEqualTo(ids.get("a"));
            assertThat(stack.ids().get("c")).isEqualTo(ids.get("c"));
        }
    }

    private static List<Drift> drift(Engine engine, ResolvedModel model) {
        return new DriftInspector(Baseline.of(1, model, Map.of()))
                .inspect(engine)
                .drift();
    }
}
