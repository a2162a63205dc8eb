/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.applier.docker.ComposeCommand;
import dev.longshore.applier.docker.ComposeDeadlines;
import dev.longshore.applier.docker.DoomedApplier;
import dev.longshore.applier.docker.Engine;
import dev.longshore.applier.docker.SocketRelay;
import dev.longshore.applier.store.ApplierStore;
import dev.longshore.events.DeploymentEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** An engine and a Compose that fail by themselves: told once, never the revision's fault, and over when they are. */
@EnabledIf("dev.longshore.applier.DockerCli#isAvailable")
class DockerFailuresIT {
    @TempDir
    static Path folder;

    private static TestLog log;
    private static Engine engine;
    private SocketRelay relay;
    private TestHost host;
    private TestStack stack;

    @BeforeAll
    static void startLog() throws Exception {
        log = TestLog.embedded(folder.resolve("broker"));
        engine = Engine.connect();
    }

    @AfterAll
    static void stopLog() {
        engine.close();
        log.close();
    }

    @BeforeEach
    void makeStack() throws IOException {
        stack = new TestStack(log, engine);
        relay = new SocketRelay(folder.resolve(stack.id.stack() + ".sock"));
        host = new TestHost(log, stack.id.stack(), folder.resolve(stack.id.stack())).reaching(() -> access(plugin()));
        stack.hosts(host.name);
    }

    @AfterEach
    void takeDown() throws IOException {
        host.close();
        relay.close();
        stack.close();
    }

    @Test
    void waitsForAnEngineThatIsNotThere() throws IOException {
        host.start();
        stack.web("one").deploy();
        relay.refuse();
        stack.web("two").push();

        var failed = log.await(stack.id, DeploymentEvent.Failed.class, e -> true);
        relay.serve();
        log.await(stack.id, DeploymentEvent.Succeeded.class, e -> e.generation() == 2);

        assertThat(failed.reason()).isEqualTo("engine.unreachable");
        assertThat(failed.message()).contains("is it running?").contains("Trying on");
        assertToldOnceAndNothingRolledBack();
    }

    @Test
    void blamesAnEngineThatHangsAndNotTheRevision() {
        host.start();
        stack.web("one").deploy();
        stack.web("two").push();
        log.await(stack.id, DeploymentEvent.Started.class, e -> e.generation() == 2);
        relay.freeze();

        var failed = log.await(stack.id, DeploymentEvent.Failed.class, e -> true);
        relay.thaw();
        var succeeded = log.await(stack.id, DeploymentEvent.Succeeded.class, e -> e.generation() == 2);

        assertThat(failed.reason()).isEqualTo("engine.timeout");
        assertThat(succeeded.attempt()).isGreaterThan(1);
        assertToldOnceAndNothingRolledBack();
    }

    @Test
    void bringsUpAgainWhatAKilledComposeDidNot() throws IOException {
        Path killed = folder.resolve(stack.id.stack() + "-killed");
        Path script = script("case \" $* \" in *\" up \"*) [ -e " + killed + " ] || { touch " + killed
                + "; kill -9 $$; };; esac\nexec " + String.join(" ", plugin().words()) + " \"$@\"");
        host.reaching(() -> access(new ComposeCommand(List.of(script.toString()))))
                .start();

        var succeeded = stack.web("one").deploy();

        assertThat(killed).exists();
        assertThat(succeeded.attempt()).isEqualTo(2);
        assertThat(log.told(stack.id)).noneMatch(DeploymentEvent.Failed.class::isInstance);
    }

    @Test
    void endsAComposeThatOutlivedItsKilledApplierBeforeItBegins() throws Exception {
        Path pid = folder.resolve(stack.id.stack() + ".pid");
        Path slow = script("trap '' TERM PIPE; sleep 300 & echo $! > " + pid + "; wait; wait");
        Process applier = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DoomedApplier.class.getName(),
                        ApplierStore.open(host.data, host.name).identity().id(),
                        slow.toString(),
                        folder.toString())
                .inheritIO()
                .start();
        TestLog.eventually(() -> assertThat(pid).content().isNotEmpty());
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
        ProcessHandle compose = child.parent().orElseThrow();
        applier.destroyForcibly().waitFor();
        assertThat(compose.isAlive()).isTrue();

        host.start();

        assertThat(compose.isAlive()).isFalse();
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void leavesTheProcessesOfAnotherApplierAlone() throws Exception {
        ProcessBuilder other = new ProcessBuilder("sleep", "300");
        other.environment().put("LONGSHORE_HOST_ID", "another");
        Process process = other.start();
        try {
            host.start();
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void letsNoSecondApplierWorkWithItsData() {
        host.start();
        TestHost second = new TestHost(log, host.name, host.data);

        assertThatThrownBy(second::start).hasStackTraceContaining("another applier works with");
    }

    @Test
    @EnabledIf("dev.longshore.applier.SmallDisk#isAvailable")
    void losesNothingWhileTheDiskIsFull() throws IOException {
        try (SmallDisk disk = new SmallDisk(folder.resolve(stack.id.stack() + "-disk"));
                TestHost full = new TestHost(log, host.name, disk.folder())) {
            full.start();
            stack.web("one").deploy();
            Map<String, String> before = stack.fingerprint();
            disk.fill();
            stack.web("two").file("large", new byte[100_000]).push();

            var failed = log.await(stack.id, DeploymentEvent.Failed.class, e -> true);
            assertThat(stack.fingerprint()).isEqualTo(before);
            disk.free();
            log.await(stack.id, DeploymentEvent.Succeeded.class, e -> e.generation() == 2);

            assertThat(failed.reason()).isEqualTo("host.disk_full");
            assertThat(stack.fingerprint()).isNotEqualTo(before);
            assertToldOnceAndNothingRolledBack();
        }
    }

    private void assertToldOnceAndNothingRolledBack() {
        assertThat(log.told(stack.id))
                .filteredOn(DeploymentEvent.Failed.class::isInstance)
                .hasSize(1);
        assertThat(log.told(stack.id)).noneMatch(DeploymentEvent.RolledBack.class::isInstance);
    }

    private DockerAccess access(ComposeCommand command) {
        try {
            String uri = relay.uri().toString();
            Duration soon = Duration.ofSeconds(4);
            return new DockerAccess(
                    Engine.connect(relay.uri()),
                    command,
                    name -> name.equals("DOCKER_HOST") ? uri : System.getenv(name),
                    new ComposeDeadlines(Duration.ofSeconds(30), soon, soon, soon));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ComposeCommand plugin() {
        return ComposeCommand.find(System::getenv);
    }

    private Path script(String text) throws IOException {
        Path program = Files.writeString(folder.resolve(stack.id.stack() + ".sh"), "#!/bin/sh\n" + text + "\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }
}
