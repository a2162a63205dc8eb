/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.applier.docker.ComposeCommand;
import dev.longshore.applier.docker.ComposeDeadlines;
import dev.longshore.applier.docker.Engine;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackSpec;
import dev.longshore.events.config.ApplierConfig;
import dev.longshore.events.config.PolicyConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What a host that works on one stack at a time does not spend time on. */
@EnabledIf("dev.longshore.applier.DockerCli#isAvailable")
class PaceIT {
    private static final ApplierConfig ONE_AT_A_TIME =
            new ApplierConfig(1, 5, Map.of(), PolicyConfig.DEFAULT, List.of());

    @TempDir
    static Path folder;

    private static TestLog log;
    private static Engine engine;
    private static TestHost host;
    private static Path calls;
    private TestStack stack;

    @BeforeAll
    static void startHost() throws Exception {
        log = TestLog.embedded(folder.resolve("broker"));
        engine = Engine.connect();
        calls = Files.createFile(folder.resolve("calls"));
        host = new TestHost(log, "host-1", folder.resolve("data"), ONE_AT_A_TIME).reaching(counting());
        host.start();
    }

    @BeforeEach
    void nameAStack() {
        stack = new TestStack(log, engine);
    }

    /** A Compose that notes each call of it. */
    private static Supplier<DockerAccess> counting() throws IOException {
        Path program = Files.writeString(
                folder.resolve("compose.sh"),
                "#!/bin/sh\necho \"$*\" >> " + calls + "\nexec "
                        + String.join(" ", ComposeCommand.find(System::getenv).words()) + " \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return () -> new DockerAccess(
                Engine.connect(),
                new ComposeCommand(List.of(program.toString())),
                System::getenv,
                ComposeDeadlines.DEFAULT);
    }

    @AfterAll
    static void stopHost() {
        host.close();
        engine.close();
        log.close();
    }

    @AfterEach
    void takeDown() {
        stack.close();
    }

    @Test
    void stacksThatAreStuckHoldUpNobody() {
        try (TestStack atTheGate = new TestStack(log, engine);
                TestStack inCompose = new TestStack(log, engine)) {
            atTheGate
                    .gate(Duration.ofMinutes(5), Duration.ofMinutes(4))
                    .web("one")
                    .push();
            inCompose.file("compose.yaml", """
                            services:
                              never:
                                image: busybox:1.37
                                init: true
                                command: sleep 3600
                                stop_grace_period: 1s
                                healthcheck: {test: "exit 1", interval: 1s, retries: 1000}
                              web:
                                image: busybox:1.37
                                depends_on: {never: {condition: service_healthy}}
                            """).push();
            log.await(atTheGate.id, DeploymentEvent.Started.class, e -> true);
            log.await(inCompose.id, DeploymentEvent.Started.class, e -> true);

            long begun = System.nanoTime();
            stack.web("one").push();
            log.await(stack.id, DeploymentEvent.Started.class, e -> true);

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
            log.await(stack.id, DeploymentEvent.Succeeded.class, e -> true);
            assertThat(log.told(atTheGate.id)).noneMatch(DeploymentEvent.Succeeded.class::isInstance);
            assertThat(log.told(inCompose.id)).noneMatch(DeploymentEvent.Succeeded.class::isInstance);
        }
    }

    @Test
    void aRedeliveryStartsNoProcess() throws IOException {
        stack.drift(StackSpec.Drift.Action.OFF).web("one").push(); // what is replaced would be a hint of drift
        log.await(stack.id, DeploymentEvent.Succeeded.class, e -> true);
        RevisionEvent.Changed second = stack.web("two").push();
        log.await(stack.id, DeploymentEvent.Succeeded.class, e -> e.generation() == 2);
        List<String> before = Files.readAllLines(calls);

        for (int i = 0; i < 20; i++) {
            log.publish(second);
        }
        try (TestStack later =
                new TestStack(log, engine).drift(StackSpec.Drift.Action.OFF).web("one")) {
            later.deploy();
            List<String> after = Files.readAllLines(calls);

            assertThat(after.subList(before.size(), after.size()))
                    .as("of the one that came after them")
                    .hasSize(2)
                    .allMatch(call -> call.contains(later.id.stack()));
        }
        assertThat(before)
                .filteredOn(call -> !call.endsWith(" version --short"))
                .hasSize(4); // config and up, of both
    }
}
