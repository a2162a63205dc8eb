/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.applier.docker.Engine;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.HostAlive;
import dev.longshore.events.StackCommand;
import dev.longshore.events.StackCommand.Action;
import dev.longshore.events.config.ApplierConfig;
import dev.longshore.events.config.PolicyConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Several hosts on one log. They share this machine's engine, so that what one does to a container the other sees. */
@EnabledIf("dev.longshore.applier.DockerCli#isAvailable")
class FleetIT {
    @TempDir
    static Path folder;

    private static TestLog log;
    private static Engine engine;
    private TestStack stack;
    private TestHost host;
    private TestHost other;

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
    void makeHosts() {
        stack = new TestStack(log, engine);
        host = host("one", Map.of());
        other = host("two", Map.of());
    }

    @AfterEach
    void takeDown() {
        host.close();
        other.close();
        stack.close();
    }

    private TestHost host(String suffix, Map<String, String> labels) {
        String name = stack.id.stack() + "-" + suffix;
        return new TestHost(
                log, name, folder.resolve(name), new ApplierConfig(4, 5, labels, PolicyConfig.DEFAULT, List.of()));
    }

    @Test
    void aSecondLiveHostOfOneNameIsRefusedAndTouchesNothing() throws IOException {
        identify(host, "1111");
        TestHost second = new TestHost(log, host.name, folder.resolve(stack.id.stack() + "-second"));
        identify(second, "2222");
        ApplierVerticle first = host.start();
        try (second) {
            ApplierVerticle refused = second.begin();
            TestLog.eventually(() -> assertThat(refused.unready())
                    .hasValueSatisfying(why -> assertThat(why).contains("host.duplicate")));

            stack.hosts(host.name).web("one").deploy();

            assertThat(first.unready()).isEmpty();
            assertThat(second.data.resolve("applier/stacks")).doesNotExist();
            assertThat(log.told(stack.id))
                    .filteredOn(DeploymentEvent.Started.class::isInstance)
                    .hasSize(1);
        }
    }

    @Test
    void ofTwoHostsOfOneNameThatStartTogetherExactlyOneStays() {
        TestHost twin = new TestHost(log, host.name, folder.resolve(stack.id.stack() + "-twin"));
        try (twin) {
            ApplierVerticle one = host.begin();
            ApplierVerticle two = twin.begin();

            TestLog.eventually(() -> assertThat(Stream.of(one, two)
                            .filter(applier -> applier.unready().isEmpty()))
                    .hasSize(1));
            TestLog.eventually(() -> assertThat(Stream.of(one, two)
                            .filter(applier -> applier.unready().orElse("").contains("host.duplicate")))
                    .hasSize(1));
        }
    }

    @Test
    void twoHostsOfOneStackAreIndependent() {
        stack.hosts(host.name, other.name);
        host.start();
        stack.web("one").push();
        awaitSuccess(host, 1);
        other.start(); // not earlier: two Composes on this machine's one engine would be in each other's way
        awaitSuccess(other, 1);
        log.publish(new StackCommand(stack.id, host.name, Action.SUSPEND, null, 1, "somebody"));
        log.await(stack.id, DeploymentEvent.Suspended.class, e -> e.host().equals(host.name));

        stack.web("two").push();

        awaitSuccess(other, 2);
        assertThat(log.told(stack.id))
                .noneMatch(event -> event instanceof DeploymentEvent.Started started
                        && started.host().equals(host.name)
                        && started.generation() == 2);
        log.publish(new StackCommand(stack.id, host.name, Action.RESUME, null, 2, "somebody"));
        awaitSuccess(host, 2);
    }

    @Test
    void aHostThatWasOffAppliesOnlyTheNewestRevisionOfEachStack() {
        stack.hosts(host.name);
        host.start();
        stack.web("one").deploy();
        host.stop();
        for (int i = 0; i < 50; i++) {
            stack.file("count", "" + i).push();
        }

        host.start();

        awaitSuccess(host, 51);
        assertThat(log.told(stack.id))
                .filteredOn(DeploymentEvent.Started.class::isInstance)
                .extracting(event -> ((DeploymentEvent.Started) event).generation())
                .containsExactly(1L, 51L);
    }

    @Test
    void aHostWithOtherLabelsLooksAgainAtWhatSelectsIt() {
        stack.with("hostSelector", Map.of("role", "edge"));
        TestStack kept = new TestStack(log, engine).hosts(host.name);
        try (kept) {
            host.start();
            stack.web("one").push();
            kept.web("one").deploy();
            assertThat(log.told(stack.id)).isEmpty();
            host.stop();

            host = host("one", Map.of("role", "edge"));
            host.start();
            awaitSuccess(host, 1);
            host.stop();

            host = host("one", Map.of());
            host.start();
            var orphaned = log.await(stack.id, DeploymentEvent.Orphaned.class, e -> true);
            assertThat(orphaned.reason()).isEqualTo("host.unselected");
            assertThat(log.told(kept.id))
                    .filteredOn(DeploymentEvent.Started.class::isInstance)
                    .hasSize(1);
        }
    }

    @Test
    void takesInALogThatWasMadeAnewWithoutTouchingWhatRuns() throws Exception {
        stack.hosts(host.name);
        host.start();
        stack.web("one").deploy();
        stack.web("two").deploy();
        stack.web("three").deploy();
        Map<String, String> before = stack.fingerprint();
        host.stop();
        try (TestLog anew = TestLog.embedded(folder.resolve(stack.id.stack() + "-broker"));
                TestHost moved = new TestHost(anew, host.name, host.data)) {
            TestStack same = stack.on(anew);
            same.push();

            moved.start();
            anew.await(stack.id, DeploymentEvent.Succeeded.class, e -> e.generation() == 1);
            assertThat(stack.fingerprint()).isEqualTo(before);

            same.web("four").deploy();
            assertThat(stack.variant()).isEqualTo("four");
        }
    }

    @Test
    void saysWhatItRunsWith() {
        host.start();

        TestLog.eventually(() -> assertThat(log.everything()).anySatisfy(record -> {
            assertThat(record.event()).isInstanceOf(HostAlive.class);
            HostAlive alive = (HostAlive) record.event();
            assertThat(alive.host()).isEqualTo(host.name);
            assertThat(alive.versions()).containsKey("engine");
            assertThat(alive.versions().get("compose")).matches("v?[0-9]+\\.[0-9]+.*");
        }));
    }

    private void awaitSuccess(TestHost where, long generation) {
        log.await(
                stack.id,
                DeploymentEvent.Succeeded.class,
                e -> e.generation() == generation && e.host().equals(where.name));
    }

    private static void identify(TestHost host, String id) throws IOException {
        Files.createDirectories(host.data.resolve("applier"));
        Files.writeString(host.data.resolve("applier/host-id"), id);
    }
}
