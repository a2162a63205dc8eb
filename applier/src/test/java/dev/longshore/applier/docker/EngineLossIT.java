/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf("dev.longshore.applier.docker.Docker#isAvailable")
final class EngineLossIT {
    @TempDir
    Path root;

    @Test
    void saysThatTheEngineIsNotThere() {
        try (Engine engine = Engine.connect(URI.create("tcp://127.0.0.1:1"))) {
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(engine::ping)
                    .withMessageContaining("is it running?")
                    .satisfies(e -> assertThat(e.isUnavailable()).isTrue());
        }
    }

    @Test
    void doesNotWaitForAnEngineThatHangs() throws IOException {
        try (SocketRelay relay = new SocketRelay(root.resolve("engine.sock"));
                Engine engine = Engine.connect(relay.uri())) {
            engine.ping();
            relay.freeze();
            long start = System.nanoTime();
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(() -> engine.ping())
                    .satisfies(e -> assertThat(e.reason()).isEqualTo("engine.timeout"));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
            relay.thaw();
            engine.ping();
        }
    }

    @Test
    void subscribesAgainWhenTheStreamOfEventsIsLost() throws IOException {
        try (Engine engine = Engine.connect();
                SocketRelay relay = new SocketRelay();
                Engine relayed = Engine.connect(relay.uri());
                Stack stack = new Stack(engine, root)) {
            Recorder recorder = new Recorder(stack.name);
            relayed.events(recorder);
            stack.file("compose.yaml", "services: {a: {image: busybox:1.37, init: true, command: sleep 1000}}")
                    .up();
            Awaitility.await().untilAsserted(() -> assertThat(recorder.actions).containsExactly("start"));
            relay.cut();
            Bystander.stop(stack.container("a").id());
            Awaitility.await().untilAsserted(() -> assertThat(recorder.actions).contains("die"));
            Awaitility.await().untilAsserted(() -> assertThat(recorder.resumed).hasPositiveValue());
            relayed.ping();
        }
    }

    private static final class Recorder implements EngineListener {
        private final String project;
        private final List<String> actions = new CopyOnWriteArrayList<>();
        private final AtomicInteger resumed = new AtomicInteger();

        private Recorder(String project) {
            this.project = project;
        }

        @Override
        public void on(ContainerEvent event) {
            if (event.project().equals(project)) {
                actions.add(event.action());
            }
        }

        @Override
        public void resumed() {
            resumed.incrementAndGet();
        }
    }
}
