/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf("dev.longshore.applier.docker.Docker#isAvailable")
final class EngineIT {
    @TempDir
    Path root;

    @Test
    void tellsVersionsAndImages() {
        try (Engine engine = Engine.connect()) {
            assertThat(engine.versions().api()).matches("1\\.[0-9]+");
            assertThat(engine.imageId("busybox:1.37")).get().asString().startsWith("sha256:");
            assertThat(engine.imagePresent("localhost:1/none:1")).isFalse();
        }
    }

    @Test
    void changesARestartPolicyWithoutComposeMinding() {
        try (Engine engine = Engine.connect();
                Stack stack = new Stack(engine, root)) {
            stack.file(
                            "compose.yaml",
                            "services: {a: {image: busybox:1.37, init: true, command: sleep 1000, restart: unless-stopped}}")
                    .up();
            ContainerView before = stack.container("a");
            engine.setRestartPolicy(before.id(), "no");
            stack.up();
            engine.setRestartPolicy(before.id(), "unless-stopped");
            ContainerView after = stack.container("a");
            assertThat(after.id()).isEqualTo(before.id());
            assertThat(after.startedAt()).isEqualTo(before.startedAt());
            engine.restart(after.id());
            assertThat(stack.container("a").startedAt()).isAfter(before.startedAt());
        }
    }

    @Test
    void removesOnlyContainersOfLongshore() {
        try (Engine engine = Engine.connect();
                Stack stack = new Stack(engine, root)) {
            stack.file("compose.yaml", "services: {a: {image: busybox:1.37, init: true, command: sleep 1000}}")
                    .up();
            ContainerSummary ours = stack.container("a").summary();
            ContainerSummary foreign = new ContainerSummary(
                    ours.id(), "", "", 1, false, "", "", ours.state(), ours.health(), java.util.Set.of(), java.util.Map.of());
            assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> engine.removeContainer(foreign));
            engine.removeContainer(ours);
            assertThat(stack.ids()).isEmpty();
            engine.removeContainer(ours);
        }
    }
}
