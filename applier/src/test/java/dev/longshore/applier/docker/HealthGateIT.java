/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf("dev.longshore.applier.docker.Docker#isAvailable")
final class HealthGateIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static Engine engine;

    @TempDir
    Path root;

    private Stack stack;
    private Duration took = Duration.ZERO;

    @BeforeAll
    static void connect() {
        engine = Engine.connect();
        engine.ping();
    }

    @AfterAll
    static void disconnect() {
        engine.close();
    }

    @BeforeEach
    void prepare() {
        stack = new Stack(engine, root);
    }

    @AfterEach
    void takeDown() {
        stack.close();
    }

    @Test
    void passesWhenEverythingIsHealthyAndStaysSo() {
        up("""
                web: {command: sleep 1000, healthcheck: {test: "true", interval: 200ms}}
                plain: {command: sleep 1000}
                """);
        assertThat(gate(LONG, Duration.ofSeconds(1))).isInstanceOf(GateResult.Passed.class);
        assertThat(took).isBetween(Duration.ofMillis(1000), Duration.ofMillis(2500));
    }

    @Test
    void passesAtOnceWithoutAStablePeriodWhereNothingIsNew() {
        up("plain: {command: sleep 1000}");
        assertThat(gate(LONG, Duration.ZERO, engine.containers(stack.name))).isInstanceOf(GateResult.Passed.class);
        assertThat(took).isLessThan(Duration.ofMillis(400));
    }

    @Test
    void isNotFooledWithoutAStablePeriodByAServerThatHasRunForAMoment() {
        up("brief: {command: sleep 0.3}");
        assertThat(failed(gate(LONG, Duration.ZERO)).reason()).isEqualTo("health.exited");
    }

    @Test
    void passesWithAOneShotThatSucceeded() {
        up("""
                job: {command: "true", restart: "no"}
                migrate: {command: "true"}
                web: {command: sleep 1000, depends_on: {migrate: {condition: service_completed_successfully}}}
                """);
        assertThat(gate(LONG, Duration.ofMillis(300))).isInstanceOf(GateResult.Passed.class);
    }

    @Test
    void failsWithAOneShotThatFailed() {
        up("job: {command: sh -c 'echo password=hunter2; echo sorry; exit 3', restart: \"no\"}");
        GateResult.Failed failed = failed(gate(LONG, LONG));
        assertThat(failed.reason()).isEqualTo("health.exited");
        assertThat(failed.message()).isEqualTo("service 'job' exited with status 3");
        assertThat(failed.log()).isEqualTo(List.of("password=[redacted]", "sorry"));
    }

    @Test
    void failsWithAServerThatExitsEvenWithStatusZero() {
        up("server: {command: \"true\"}");
        assertThat(failed(gate(LONG, LONG)).reason()).isEqualTo("health.exited");
        assertThat(took).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void noticesAnExitDuringTheStablePeriodAtOnce() {
        up("server: {command: sleep 1}");
        assertThat(failed(gate(LONG, LONG)).reason()).isEqualTo("health.exited");
        assertThat(took).isLessThan(Duration.ofMillis(2500));
    }

    @Test
    void failsAtOnceWhenUnhealthy() {
        up("web: {command: sleep 1000, healthcheck: {test: \"false\", interval: 200ms, retries: 1}}");
        GateResult.Failed failed = failed(gate(LONG, LONG));
        assertThat(failed.reason()).isEqualTo("health.unhealthy");
        assertThat(failed.service()).isEqualTo("web");
        assertThat(took).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void failsAfterTheTimeoutWhenNeverHealthy() {
        up("web: {command: sleep 1000, healthcheck: {test: \"false\", interval: 200ms, retries: 1000}}");
        GateResult.Failed failed = failed(gate(Duration.ofMillis(1500), Duration.ZERO));
        assertThat(failed.reason()).isEqualTo("health.timeout");
        assertThat(failed.message()).isEqualTo("service 'web' is not healthy yet after 1500 ms");
        assertThat(took).isBetween(Duration.ofMillis(1500), Duration.ofMillis(2000));
    }

    @Test
    void seesThroughACrashLoop() {
        up("loop: {command: sh -c 'sleep 1; exit 1', restart: always}");
        Probation.end(engine, engine.containers(stack.name));
        assertThat(failed(gate(LONG, Duration.ofSeconds(5))).reason()).isEqualTo("health.restarting");
        assertThat(took).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void doesNotBlameARevisionForARestartBeforeIt() {
        up(
                "loop: {command: sh -c 'test -e /tmp/was && exec sleep 1000; touch /tmp/was; sleep 1; exit 1', restart: always}");
        Probation.end(engine, engine.containers(stack.name));
        org.awaitility.Awaitility.await().until(() -> {
            ContainerView container = stack.container("loop");
            return container.restartCount() == 1 && container.state() == ContainerState.RUNNING;
        });
        List<ContainerView> before = engine.containers(stack.name);
        GateRequest request = GateRequest.of(stack.name, stack.model(), LONG, Duration.ofMillis(200), before);
        assertThat(new HealthGate(engine).await(request, () -> false)).isInstanceOf(GateResult.Passed.class);
    }

    @Test
    void stopsWaitingWhenCancelled() {
        up("web: {command: sleep 1000, healthcheck: {test: \"true\", interval: 1h}}");
        AtomicBoolean cancelled = new AtomicBoolean();
        GateRequest request = GateRequest.of(stack.name, stack.model(), LONG, Duration.ZERO, List.of());
        CompletableFuture<GateResult> result =
                CompletableFuture.supplyAsync(() -> new HealthGate(engine).await(request, cancelled::get));
        cancelled.set(true);
        assertThat(result).succeedsWithin(Duration.ofSeconds(1)).isEqualTo(new GateResult.Cancelled());
    }

    private void up(String services) {
        String indented = services.strip()
                .lines()
                .map(line ->
                        "  " + line.replaceFirst("\\{", "{image: busybox:1.37, init: true, stop_signal: SIGKILL, "))
                .collect(java.util.stream.Collectors.joining("\n"));
        stack.file("compose.yaml", "services:\n" + indented + "\n").up();
    }

    private GateResult gate(Duration timeout, Duration stable) {
        return gate(timeout, stable, List.of());
    }

    private GateResult gate(Duration timeout, Duration stable, List<ContainerView> before) {
        long start = System.nanoTime();
        GateRequest request = GateRequest.of(stack.name, stack.model(), timeout, stable, before);
        GateResult result = new HealthGate(engine).await(request, () -> false);
        took = Duration.ofNanos(System.nanoTime() - start);
        return result;
    }

    private static GateResult.Failed failed(GateResult result) {
        assertThat(result).isInstanceOf(GateResult.Failed.class);
        return (GateResult.Failed) result;
    }
}
