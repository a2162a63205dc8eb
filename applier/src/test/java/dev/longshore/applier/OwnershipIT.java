/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.applier.docker.Engine;
import dev.longshore.applier.store.ApplierStore;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.ServiceDecision;
import dev.longshore.events.DeploymentEvent.ServiceDecision.Decision;
import dev.longshore.events.StackCommand.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Whose a Compose project is, in which order stacks come, and how they go, on a real broker and a real engine. */
@EnabledIf("dev.longshore.applier.DockerCli#isAvailable")
class OwnershipIT {
    private static final String TWO_SERVICES = "services:\n  web:\n    " + TestStack.SLEEPER
            + "\n    environment: {VARIANT: \"%s\"}\n  db:\n    " + TestStack.SLEEPER
            + "\n    volumes: [\"data:/data\"]\nvolumes: {data: {}}\n";

    @TempDir
    static Path folder;

    private static TestLog log;
    private static Engine engine;
    private static TestHost host;
    private TestStack stack;
    private TestStack other;

    @BeforeAll
    static void startHost() throws Exception {
        log = TestLog.embedded(folder.resolve("broker"));
        engine = Engine.connect();
        host = new TestHost(log, "host-1", folder.resolve("data"));
        host.start();
    }

    @AfterAll
    static void stopHost() {
        host.close();
        engine.close();
        log.close();
    }

    @BeforeEach
    void makeStacks() {
        stack = new TestStack(log, engine);
        other = new TestStack(log, engine);
    }

    @AfterEach
    void takeDown() {
        stack.close();
        other.close();
        DockerCli.run(List.of("docker", "volume", "rm", "-f", stack.project() + "_data"));
    }

    @Test
    void refusesAProjectThatSomebodyElseRunsUntilItIsToBeAdopted() throws IOException {
        startByHand(String.format(TWO_SERVICES, "one"));
        Map<String, String> before = stack.fingerprint();
        stack.file("compose.yaml", String.format(TWO_SERVICES, "one")).push();
        var refused = log.await(stack.id, DeploymentEvent.Refused.class, e -> true);
        assertThat(refused.reason()).isEqualTo("compose.project_conflict");
        assertThat(refused.message()).contains("adopt: true");

        DeploymentEvent.Succeeded adopted = stack.with("adopt", true).deploy();

        assertThat(adopted.services())
                .containsExactly(
                        new ServiceDecision("db", Decision.KEPT, "unchanged"),
                        new ServiceDecision("web", Decision.KEPT, "unchanged"));
        assertThat(stack.fingerprint())
                .as("the very same containers, still running")
                .isEqualTo(before);

        stack.file("README.md", "hello").deploy();
        assertThat(stack.fingerprint()).isEqualTo(before);

        stack.file("compose.yaml", String.format(TWO_SERVICES, "two")).deploy();
        assertThat(stack.fingerprint())
                .containsEntry("db", before.get("db"))
                .doesNotContainEntry("web", before.get("web"));

        host.stop();
        host.start();
        stack.file("README.md", "again").deploy();
        assertThat(stack.fingerprint()).containsEntry("db", before.get("db"));
    }

    @Test
    void recreatesWhatDiffersFromTheAdoptedProjectAndKeepsItsVolume() throws IOException {
        startByHand(String.format(TWO_SERVICES, "one"));
        DockerCli.run(List.of("docker", "exec", service("db"), "sh", "-c", "echo precious > /data/file"));
        Map<String, String> before = stack.fingerprint();

        stack.with("adopt", true)
                .file(
                        "compose.yaml",
                        String.format(TWO_SERVICES, "one").replace("[\"data:/data\"]", "[\"data:/elsewhere\"]"))
                .deploy();

        assertThat(stack.fingerprint())
                .containsEntry("web", before.get("web"))
                .doesNotContainEntry("db", before.get("db"));
        assertThat(DockerCli.run(List.of("docker", "exec", service("db"), "cat", "/elsewhere/file")))
                .contains("precious");
    }

    @Test
    void leavesAnAdoptedProjectRunningWhenItsFirstRevisionFails() throws IOException {
        startByHand(String.format(TWO_SERVICES, "one"));
        String db = service("db");

        stack.with("adopt", true)
                .gate(Duration.ofSeconds(15), Duration.ofMillis(500))
                .file(
                        "compose.yaml",
                        String.format(TWO_SERVICES, "two")
                                .replace(
                                        "command: sleep 3600\n    stop_grace_period: 1s\n    env",
                                        "command: \"false\"\n    env"))
                .push();
        var failed = log.await(stack.id, DeploymentEvent.Failed.class, e -> true);

        assertThat(failed.message()).contains("left as it is");
        assertThat(service("db")).isEqualTo(db);
    }

    @Test
    void takesTheSecondStackOfAProjectWhenTheFirstIsGone() {
        stack.web("one").deploy();
        Map<String, String> before = stack.fingerprint();
        other.with("project", stack.project()).web("two").push();
        var refused = log.await(other.id, DeploymentEvent.Refused.class, e -> true);
        assertThat(refused.message()).contains(stack.id.toString());
        assertThat(stack.fingerprint()).isEqualTo(before);

        other.remove(true);
        log.await(other.id, DeploymentEvent.Removed.class, e -> true);
        assertThat(stack.fingerprint())
                .as("a removal counts only from the owner")
                .isEqualTo(before);
        other.push();
        log.await(other.id, DeploymentEvent.Refused.class, e -> e.generation() == 3);

        stack.remove(false);

        log.await(other.id, DeploymentEvent.Succeeded.class, e -> e.generation() == 3);
        assertThat(stack.variant()).isEqualTo("two");
    }

    @Test
    void aStackMovesBetweenRepositoriesWithItsContainers() {
        stack.web("one").deploy();
        Map<String, String> before = stack.fingerprint();
        other.with("project", stack.project()).web("one").push();
        log.await(other.id, DeploymentEvent.Refused.class, e -> true);

        stack.remove(false);

        DeploymentEvent.Succeeded moved = log.await(other.id, DeploymentEvent.Succeeded.class, e -> true);
        assertThat(moved.services()).containsExactly(new ServiceDecision("web", Decision.KEPT, "unchanged"));
        assertThat(stack.fingerprint()).isEqualTo(before);
    }

    @Test
    void takesAStackDownThatLeavesAndSaidSoAndKeepsItsVolume() {
        stack.file("compose.yaml", String.format(TWO_SERVICES, "one")).deploy();

        stack.remove(true);
        var removed = log.await(stack.id, DeploymentEvent.Removed.class, e -> true);

        assertThat(removed.reason()).isEqualTo("stack.removed");
        assertThat(stack.containers()).isEmpty();
        assertThat(DockerCli.run(List.of("docker", "volume", "ls", "-q", "--filter", "name=" + stack.project())))
                .contains(stack.project() + "_data");
        assertThat(log.told(stack.id)).noneMatch(DeploymentEvent.Orphaned.class::isInstance);

        stack.deploy();
        assertThat(stack.containers()).hasSize(2);
    }

    @Test
    void takesAStackDownThatIsNotForThisHostAnyMoreOnlyIfItSaysSo() {
        stack.web("one").deploy();
        other.with("prune", true).web("one").deploy();

        stack.hosts("elsewhere").push();
        other.hosts("elsewhere").push();

        var orphaned = log.await(stack.id, DeploymentEvent.Orphaned.class, e -> true);
        var removed = log.await(other.id, DeploymentEvent.Removed.class, e -> true);
        assertThat(List.of(orphaned.reason(), removed.reason())).containsOnly("host.unselected");
        assertThat(stack.containers()).hasSize(1);
        assertThat(other.containers()).isEmpty();
        other.hosts().deploy();
        stack.hosts().deploy();
    }

    @Test
    void leavesASuspendedStackRunningAlsoWhenItIsRemoved() {
        stack.web("one").deploy();
        stack.answer(stack.command(Action.SUSPEND, null), DeploymentEvent.Suspended.class);

        stack.remove(true);
        log.await(stack.id, DeploymentEvent.Orphaned.class, e -> true);

        assertThat(stack.containers()).hasSize(1);
    }

    @Test
    void finishesATakedownThatWasCutOff() {
        stack.web("one").deploy();
        host.stop();
        ApplierStore.open(host.data, host.name)
                .open(stack.id)
                .update(state ->
                        state.leave(Objects.requireNonNull(state.golden()).meta(), 2, "stack.removed"));

        host.start();

        log.await(stack.id, DeploymentEvent.Removed.class, e -> true);
        assertThat(stack.containers()).isEmpty();
    }

    @Test
    void waitsForTheStackItDependsOn() {
        stack.with("dependsOn", List.of(other.id.stack())).web("one").push();
        var missing = log.await(stack.id, DeploymentEvent.Skipped.class, e -> true);
        assertThat(missing.reason()).isEqualTo("depends.missing");
        assertThat(missing.message()).contains(other.id.toString());

        other.gate(Duration.ofSeconds(60), Duration.ofSeconds(2)).web("one").push();
        var waiting = log.await(
                stack.id, DeploymentEvent.Skipped.class, e -> e.reason().equals("depends.waiting"));
        assertThat(waiting.message()).contains(other.id.toString());
        assertThat(stack.containers()).isEmpty();

        log.await(other.id, DeploymentEvent.Succeeded.class, e -> true);
        log.await(stack.id, DeploymentEvent.Succeeded.class, e -> true);
        assertThat(log.told(stack.id))
                .filteredOn(DeploymentEvent.Skipped.class::isInstance)
                .hasSize(2);
    }

    @Test
    void doesNotGoOnWhileTheOtherIsNotHealthyAtWhatItShouldBe() {
        other.gate(Duration.ofSeconds(15), Duration.ofMillis(500)).web("one").deploy();
        stack.with("dependsOn", List.of(other.id.stack())).web("one").deploy();
        other.file("compose.yaml", "services: {web: {image: \"busybox:1.37\", command: \"false\"}}")
                .push();
        log.await(other.id, DeploymentEvent.RolledBack.class, e -> true);

        stack.web("two").push();
        log.await(stack.id, DeploymentEvent.Skipped.class, e -> e.reason().equals("depends.waiting"));
        DockerCli.run(List.of("docker", "kill", stack.only().id()));
        log.await(stack.id, DeploymentEvent.DriftCorrected.class, e -> true);
        assertThat(stack.variant()).as("drift of what runs is mended meanwhile").isEqualTo("one");

        other.web("three").deploy();
        log.await(stack.id, DeploymentEvent.Succeeded.class, e -> e.generation() == 2);
    }

    @Test
    void refusesStacksThatWaitForEachOtherUntilOneDoesNot() {
        stack.web("one").deploy();
        other.with("dependsOn", List.of(stack.id.toString())).web("one").deploy();

        stack.with("dependsOn", List.of(other.id.toString())).web("two").push();
        var refused = log.await(stack.id, DeploymentEvent.Refused.class, e -> true);
        assertThat(refused.reason()).isEqualTo("depends.cycle");
        assertThat(refused.message()).contains(stack.id + " -> " + other.id + " -> " + stack.id);
        assertThat(stack.variant()).isEqualTo("one");

        other.with("dependsOn", List.of()).web("two").deploy();
        log.await(stack.id, DeploymentEvent.Succeeded.class, e -> e.generation() == 2);
        assertThat(stack.variant()).isEqualTo("two");
    }

    /** What a person did before there was Longshore. */
    private void startByHand(String compose) throws IOException {
        Path own = Files.createDirectories(folder.resolve(stack.project()));
        Path file = Files.writeString(own.resolve("compose.yaml"), compose);
        DockerCli.run(List.of("docker", "compose", "-p", stack.project(), "-f", file.toString(), "up", "-d"));
    }

    private String service(String name) {
        return stack.containers().stream()
                .filter(container -> container.service().equals(name))
                .findFirst()
                .orElseThrow()
                .id();
    }
}
