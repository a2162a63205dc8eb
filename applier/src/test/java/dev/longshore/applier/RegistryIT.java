/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.longshore.applier.docker.ComposeClient;
import dev.longshore.applier.docker.ComposeCommand;
import dev.longshore.applier.docker.ComposeDeadlines;
import dev.longshore.applier.docker.ComposeException;
import dev.longshore.applier.docker.ComposeProject;
import dev.longshore.applier.docker.Engine;
import dev.longshore.applier.docker.RegistryCredentials;
import dev.longshore.applier.docker.ResolvedModel;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.DeploymentEvent.ServiceDecision;
import dev.longshore.events.DeploymentEvent.ServiceDecision.Decision;
import dev.longshore.events.DriftCheck;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackSpec;
import dev.longshore.events.config.ApplierConfig;
import dev.longshore.events.config.PolicyConfig;
import dev.longshore.events.config.RegistryConfig;
import dev.longshore.events.config.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images of a private registry, and row R19 of the table of bad inputs: what cannot be pulled touches nothing. */
@EnabledIf("dev.longshore.applier.DockerCli#isAvailable")
class RegistryIT {
    @TempDir
    static Path folder;

    private static TestLog log;
    private static Engine engine;
    private static TestRegistry registry;
    private static RegistryConfig credentials;
    private static TestHost host;
    private TestStack stack;
    private String image = "";

    @BeforeAll
    static void startHost() throws Exception {
        registry = new TestRegistry(folder);
        log = TestLog.embedded(folder.resolve("broker"));
        engine = Engine.connect();
        Path password = Files.writeString(folder.resolve("password"), TestRegistry.PASSWORD + "\n");
        credentials = new RegistryConfig(registry.address(), TestRegistry.USER, new Secret.FromFile(password));
        host = new TestHost(
                log,
                "host-1",
                folder.resolve("data"),
                new ApplierConfig(4, 5, Map.of(), PolicyConfig.DEFAULT, List.of(credentials)));
        host.start();
    }

    @AfterAll
    static void stopHost() {
        host.close();
        engine.close();
        log.close();
        registry.close();
    }

    @BeforeEach
    void makeStack() {
        stack = new TestStack(log, engine);
    }

    @AfterEach
    void takeDown() {
        stack.close();
        if (engine.imagePresent(image)) {
            DockerCli.run(List.of("docker", "rmi", "--force", image));
        }
    }

    @Test
    void deploysAPrivateImageWithConfiguredCredentials() {
        image = registry.push(stack.project() + ":1", "one");

        stack.file("compose.yaml", running(image)).deploy();

        assertThat(stack.only().image()).isEqualTo(image);
        assertThat(Path.of(System.getProperty("java.io.tmpdir")))
                .isDirectoryNotContaining("glob:**/longshore-docker-*");
    }

    @ParameterizedTest(name = "R19: {0}")
    @CsvSource({
        "STRANGER/PROJECT:1, pull.denied",
        "ADDRESS/PROJECT:none, pull.not_found",
        "ADDRESS/PROJECT@sha256:0000000000000000000000000000000000000000000000000000000000000000, pull.not_found",
        "127.0.0.1:1/x:1, pull.failed",
    })
    void touchesNothingWhenAnImageCannotBePulled(String wanted, String reason) {
        image = registry.push(stack.project() + ":1", "one");
        stack.web("one").deploy();
        Map<String, String> before = stack.fingerprint();

        RevisionEvent.Changed bad = stack.file(
                        "compose.yaml",
                        running(wanted.replace("STRANGER", registry.stranger())
                                .replace("ADDRESS", registry.address())
                                .replace("PROJECT", stack.project())))
                .push();
        var failed = log.await(stack.id, DeploymentEvent.Failed.class, e -> e.generation() == bad.generation());

        assertThat(failed.reason()).isEqualTo(reason);
        assertThat(failed.message()).doesNotContain(TestRegistry.PASSWORD);
        assertThat(stack.fingerprint()).isEqualTo(before);
    }

    @Test
    void pullsWithTheHostsDockerConfiguration() throws IOException {
        image = registry.push(stack.project() + ":1", "one");
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("DOCKER_CONFIG", registry.dockerConfig.toString());

        pull(client(environment, List.of(), Duration.ofSeconds(30)), image);

        assertThat(engine.imagePresent(image)).isTrue();
    }

    @Test
    void configuredCredentialsWinOverTheHostsStore() throws IOException {
        image = registry.push(stack.project() + ":1", "one");
        Path config = Files.createDirectories(folder.resolve("with-store"));
        Files.writeString(config.resolve("config.json"), "{\"credsStore\": \"there-is-no-such\"}");
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("DOCKER_CONFIG", config.toString());

        pull(client(environment, List.of(credentials), Duration.ofSeconds(30)), image);

        assertThat(engine.imagePresent(image)).isTrue();
    }

    @Test
    void givesASlowRegistryUpAtTheDeadlineR19() throws IOException {
        stack.web("one").deploy();
        Map<String, String> before = stack.fingerprint();
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            ComposeClient hasty = client(System.getenv(), List.of(), Duration.ofSeconds(2));

            ComposeException e = catchThrowableOfType(
                    ComposeException.class, () -> pull(hasty, "127.0.0.1:" + silent.getLocalPort() + "/x:1"));

            assertThat(e.reason()).as(String.valueOf(e.getMessage())).isEqualTo("pull.timeout");
            assertThat(stack.fingerprint()).isEqualTo(before);
        }
    }

    @Test
    void deploysAgainWhenATagMovedAndSaysWhy() {
        image = registry.push(stack.project() + ":latest", "one");
        stack.imageUpdates().file("compose.yaml", running(image)).deploy();
        String before = stack.only().id();
        log.publish(new DriftCheck(stack.id));
        registry.move(stack.project() + ":latest", "two");

        log.publish(new DriftCheck(stack.id));
        var again = log.await(
                stack.id,
                DeploymentEvent.Succeeded.class,
                e -> e.services().get(0).decision() == Decision.RECREATED);

        assertThat(again.generation()).isEqualTo(1);
        assertThat(again.services()).containsExactly(new ServiceDecision("web", Decision.RECREATED, "image"));
        assertThat(log.await(stack.id, DeploymentEvent.DriftDetected.class, e -> true)
                        .drift())
                .singleElement()
                .satisfies(drift -> {
                    assertThat(drift.kind()).isEqualTo(Drift.Kind.IMAGE);
                    assertThat(drift.expected()).startsWith("image moved: " + image + " is sha256:");
                });
        String after = stack.only().id();
        assertThat(after).isNotEqualTo(before);
        assertThat(stack.only().labels()).containsEntry("content", "two");

        log.publish(new DriftCheck(stack.id));
        stack.file("README.md", "later").deploy(); // so the check has been passed
        assertThat(stack.only().id()).isEqualTo(after);
        assertThat(log.told(stack.id))
                .filteredOn(DeploymentEvent.DriftDetected.class::isInstance)
                .hasSize(1);
    }

    @Test
    void returnsToTheImageThatPassedWhenTheNewerOneDoesNotAndTriesItNoMore() {
        image = registry.push(stack.project() + ":latest", "one");
        stack.imageUpdates()
                .file(
                        "compose.yaml",
                        running(image) + "    healthcheck: {test: \"test ! -e /broken\", interval: 200ms, retries: 1}\n")
                .deploy();
        String good = stack.only().imageId();
        registry.moveToBroken(stack.project() + ":latest");

        log.publish(new DriftCheck(stack.id));
        var back = log.await(stack.id, DeploymentEvent.RolledBack.class, e -> true);

        assertThat(back.reason()).isEqualTo("health.unhealthy");
        assertThat(stack.only().imageId()).isEqualTo(good);
        log.publish(new DriftCheck(stack.id));
        log.publish(new DriftCheck(stack.id));
        DockerCli.run(List.of("docker", "kill", stack.only().id()));
        log.await(stack.id, DeploymentEvent.DriftCorrected.class, e -> true);

        assertThat(stack.only().imageId()).isEqualTo(good);
        assertThat(log.told(stack.id))
                .filteredOn(DeploymentEvent.RolledBack.class::isInstance)
                .hasSize(1);
        assertThat(log.told(stack.id)).noneMatch(DeploymentEvent.Skipped.class::isInstance);
    }

    @Test
    void leavesAMovedTagAloneUnlessItIsAskedTo() {
        image = registry.push(stack.project() + ":latest", "one");
        stack.file("compose.yaml", running(image)).deploy();
        Map<String, String> before = stack.fingerprint();
        registry.move(stack.project() + ":latest", "two");

        log.publish(new DriftCheck(stack.id));
        stack.file("README.md", "later").deploy();

        assertThat(stack.fingerprint()).isEqualTo(before);
    }

    private static ComposeClient client(Map<String, String> environment, List<RegistryConfig> known, Duration pull) {
        Duration other = Duration.ofSeconds(30);
        return new ComposeClient(
                ComposeCommand.find(System::getenv),
                environment::get,
                new ComposeDeadlines(other, pull, other, other),
                new RegistryCredentials(known, environment::get),
                "");
    }

    private static void pull(ComposeClient client, String image) throws IOException {
        Path project = Files.createTempDirectory(folder, "pulling");
        Files.writeString(project.resolve("compose.yaml"), running(image));
        ComposeProject described = ComposeProject.of(StackSpec.of("pulling", "."), project);
        ResolvedModel model = client.config(described);
        client.pullMissing(described, model, engine);
    }

    private static String running(String image) {
        return "services:\n  web:\n    " + TestStack.SLEEPER.replace("busybox:1.37", image) + "\n";
    }
}
