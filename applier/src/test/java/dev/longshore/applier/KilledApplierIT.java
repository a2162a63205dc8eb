/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.applier.docker.ContainerView;
import dev.longshore.applier.docker.Engine;
import dev.longshore.applier.store.ApplierStore;
import dev.longshore.applier.store.StackState;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.Event;
import dev.longshore.events.RevisionEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that dies at any step of an apply is followed by one that brings it to the same end, told once. */
@EnabledIf("dev.longshore.applier.DockerCli#isAvailable")
class KilledApplierIT {
    private static final int KILLED = 137;

    @TempDir
    static Path folder;

    private static TestLog log;
    private static Engine engine;
    private static String bystander;
    private TestHost host;
    private TestStack stack;

    @BeforeAll
    static void startLog() throws Exception {
        log = TestLog.embedded(folder.resolve("broker"));
        engine = Engine.connect();
        try (OutputStream out = Files.newOutputStream(folder.resolve("kafka.properties"))) {
            Properties properties = new Properties();
            properties.putAll(log.settings.properties());
            properties.store(out, null);
        }
        bystander = DockerCli.run(List.of("docker", "run", "-d", "--init", "busybox:1.37", "sleep", "3600"));
    }

    @AfterAll
    static void stopLog() {
        String started =
                DockerCli.run(List.of("docker", "inspect", "-f", "{{.State.Status}}{{.RestartCount}}", bystander));
        DockerCli.run(List.of("docker", "rm", "-f", bystander));
        engine.close();
        log.close();
        assertThat(started).as("a container that Longshore did not make").isEqualTo("running0");
    }

    @BeforeEach
    void makeStack() {
        stack = new TestStack(log, engine);
        host = new TestHost(log, stack.id.stack(), folder.resolve(stack.id.stack()));
        stack.hosts(host.name);
    }

    @AfterEach
    void takeDown() {
        host.close();
        stack.close();
        DockerCli.run(List.of("docker", "volume", "rm", "-f", stack.project() + "_data"));
    }

    @ParameterizedTest
    @MethodSource("points")
    void finishesAnApply(String point) throws Exception {
        Map<String, String> before = golden();
        RevisionEvent.Changed pushed =
                stack.file("compose.yaml", services("two", "")).push();
        dieAt(point);

        host.start();
        log.await(stack.id, DeploymentEvent.Succeeded.class, e -> e.generation() == pushed.generation());
        settled();

        assertThat(ends(2)).as("ids of the events that tell the end").hasSize(1);
        assertThat(variant()).isEqualTo("two");
        assertThat(web().restartPolicy()).isEqualTo("unless-stopped");
        assertThat(stack.fingerprint())
                .as("a service that did not change")
                .containsEntry("steady", before.get("steady"));
        assertThat(state().applied()).isNotNull().extracting("generation").isEqualTo(2L);
        assertThat(DockerCli.run(List.of("docker", "exec", web().id(), "cat", "/data/kept")))
                .isEqualTo("one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONDEMNED", "RESTORED"})
    void finishesARollback(String point) throws Exception {
        Map<String, String> before = golden();
        String sick = "\n    healthcheck: {test: \"exit 1\", interval: 200ms, retries: 1}";
        RevisionEvent.Changed bad =
                stack.file("compose.yaml", services("two", sick)).push();
        dieAt(point);

        host.start();
        var back = log.await(stack.id, DeploymentEvent.RolledBack.class, e -> true);
        settled();

        assertThat(back.failed()).isEqualTo(bad.revision());
        assertThat(back.reason()).isEqualTo("health.unhealthy");
        assertThat(ends(2)).hasSize(1);
        assertThat(variant()).isEqualTo("one");
        assertThat(web().restartPolicy()).isEqualTo("unless-stopped");
        assertThat(stack.fingerprint()).containsEntry("steady", before.get("steady"));
        assertThat(state().quarantined()).containsExactly(bad.revision());
    }

    @Test
    void finishesTakingAFirstDeploymentDown() throws Exception {
        stack.file(
                        "compose.yaml",
                        services("one", "\n    healthcheck: {test: \"exit 1\", interval: 200ms, retries: 1}"))
                .push();
        dieAt("RESTORED");

        host.start();
        var failed = log.await(stack.id, DeploymentEvent.Failed.class, e -> true);
        settled();

        assertThat(failed.reason()).isEqualTo("health.unhealthy");
        assertThat(ends(1)).hasSize(1);
        assertThat(stack.containers()).isEmpty();
        assertThat(DockerCli.run(List.of("docker", "volume", "ls", "-q", "--filter", "name=" + stack.project())))
                .isEqualTo(stack.project() + "_data");
    }

    @Test
    void returnsToGoldenBeforeAnythingElseFromARevisionThatKeepsStoppingIt() throws Exception {
        golden();
        RevisionEvent.Changed bad =
                stack.file("compose.yaml", services("two", "")).push();
        dieAt("UP");
        assertThat(web().restartPolicy())
                .as("the engine must not start it at boot")
                .isEqualTo("no");
        dieAt("PASSED");

        host.start();
        var back = log.await(stack.id, DeploymentEvent.RolledBack.class, e -> true);
        settled();

        assertThat(back.failed()).isEqualTo(bad.revision());
        assertThat(back.reason()).isEqualTo("apply.interrupted");
        assertThat(variant()).isEqualTo("one");
        assertThat(ends(2)).hasSize(1);
    }

    /** Every point of an apply that succeeds under {@code ./verify --full}; else those that leave the most different things behind. */
    static List<String> points() {
        return Boolean.getBoolean("longshore.full")
                ? List.of(
                        "PREPARED",
                        "OBTAINED",
                        "MARKED",
                        "COPIED",
                        MortalApplier.COMPOSING,
                        "UP",
                        "PASSED",
                        "TRUSTED",
                        "KEPT",
                        "DECIDED",
                        "TOLD")
                : List.of("MARKED", MortalApplier.COMPOSING, "UP", "DECIDED");
    }

    /** Deploys the first revision, which leaves something in its volume; returns what runs. */
    private Map<String, String> golden() {
        host.start();
        stack.file("compose.yaml", services("one", "")).deploy();
        DockerCli.run(List.of("docker", "exec", web().id(), "sh", "-c", "echo one > /data/kept"));
        host.stop();
        return stack.fingerprint();
    }

    private void dieAt(String point) throws IOException, InterruptedException {
        Path output = folder.resolve(stack.id.stack() + "-" + point + ".log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MortalApplier.class.getName(),
                        folder.resolve("kafka.properties").toString(),
                        host.name,
                        host.data.toString(),
                        point)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(40, TimeUnit.SECONDS))
                    .as("it comes to " + point + ": " + output)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(output)).isEqualTo(KILLED);
    }

    /** Nothing is left to do or to tell. */
    private void settled() {
        TestLog.eventually(() -> {
            assertThat(state().pending()).isNull();
            assertThat(state().outbox()).isEmpty();
        });
        assertThat(stack.containers())
                .noneMatch(container -> container.state().text().equals("created"));
    }

    private List<String> ends(long generation) {
        return log.everything().stream()
                .filter(record -> stack.id.toString().equals(record.key()) && isEnd(record.event(), generation))
                .map(record -> record.envelope().id().toString())
                .distinct()
                .toList();
    }

    private static boolean isEnd(Event event, long generation) {
        return (event instanceof DeploymentEvent.Succeeded good && good.generation() == generation)
                || (event instanceof DeploymentEvent.RolledBack back && back.generation() == generation)
                || (event instanceof DeploymentEvent.Failed bad && bad.generation() == generation)
                || (event instanceof DeploymentEvent.Superseded old && old.generation() == generation)
                || (event instanceof DeploymentEvent.Skipped same && same.generation() == generation);
    }

    private static String services(String variant, String more) {
        return "services:\n  web:\n    restart: unless-stopped\n    volumes: [\"data:/data\"]\n    environment: {VARIANT: \""
                + variant + "\"}\n    " + TestStack.SLEEPER + more + "\n  steady:\n    " + TestStack.SLEEPER
                + "\nvolumes: {data: {}}\n";
    }

    private ContainerView web() {
        return stack.containers().stream()
                .filter(container -> container.service().equals("web"))
                .findFirst()
                .orElseThrow();
    }

    private String variant() {
        return DockerCli.run(List.of("docker", "inspect", "--format", "{{json .Config.Env}}", web().id()))
                .replaceFirst(".*VARIANT=(\\w+).*", "$1");
    }

    private StackState state() {
        return ApplierStore.open(host.data, host.name).open(stack.id).state();
    }
}
