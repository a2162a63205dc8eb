/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.RevisionEvent;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a valid revision can do wrong once it is brought up: golden is back, and the event says what it was. */
class BadRevisionIT extends OneHost {
    @BeforeEach
    void deployGood() {
        stack.web("one").deploy();
    }

    @Test
    void neverHealthy() {
        stack.gate(Duration.ofSeconds(2), Duration.ZERO);
        var back = rolledBack("healthcheck: {test: \"exit 1\", interval: 200ms, retries: 1000}");
        assertThat(back.reason()).isEqualTo("health.timeout");
        assertThat(back.message()).contains("service 'web' is not healthy yet after 2 s");
    }

    @Test
    void exitsAtOnceWithStatusZero() {
        var back = rolledBack("command: \"true\"");
        assertThat(back.reason()).isEqualTo("health.exited");
        assertThat(back.message()).contains("exited with status 0");
    }

    /** On probation a container does not even begin to loop. */
    @Test
    void restartsAgainAndAgain() {
        var back = rolledBack(
                "command: sh -c 'for i in $$(seq 80); do echo line $$i; done; echo token=abcdefgh; exit 7'\n    restart: always");
        assertThat(back.reason()).isEqualTo("health.exited");
        assertThat(back.message())
                .contains("exited with status 7")
                .contains("line 80")
                .contains("token=[redacted]")
                .contains("line 32\n")
                .doesNotContain("line 31\n");
    }

    @Test
    void publishesAPortThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            var back = rolledBack("ports: [\"" + taken.getLocalPort() + ":80\"]");
            assertThat(back.reason()).isEqualTo("apply.failed");
            assertThat(back.message()).contains(Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void takesTheNameOfSomebodysNetwork() {
        String network = "longshore-" + stack.id.stack();
        String id = DockerCli.run(List.of("docker", "network", "create", network));
        try {
            var back = rolledBack("networks: [clash]\nnetworks: {clash: {name: " + network + "}}");
            assertThat(back.reason()).isEqualTo("apply.failed");
            assertThat(back.message()).contains(network);
            assertThat(DockerCli.run(List.of("docker", "network", "inspect", "-f", "{{.Id}}", network)))
                    .isEqualTo(id);
        } finally {
            DockerCli.run(List.of("docker", "network", "rm", network));
        }
    }

    @Test
    void mountsAVolumeThatWasRemoved() {
        String volume = "longshore-" + stack.id.stack();
        var back = rolledBack("volumes: [\"data:/data\"]\nvolumes: {data: {name: " + volume + ", external: true}}");
        assertThat(back.reason()).isEqualTo("apply.failed");
        assertThat(back.message()).contains(volume);
    }

    /** Pushes a service with {@code more}; golden is back when this returns. */
    private DeploymentEvent.RolledBack rolledBack(String more) {
        String sleeper = more.startsWith("command")
                ? TestStack.SLEEPER.replace("command: sleep 3600\n    ", "")
                : TestStack.SLEEPER;
        RevisionEvent.Changed bad = stack.file(
                        "compose.yaml", "services:\n  web:\n    " + sleeper + "\n    " + more + "\n")
                .push();
        var back = log.await(
                stack.id, DeploymentEvent.RolledBack.class, e -> e.failed().equals(bad.revision()));
        String env = DockerCli.run(List.of(
                "docker",
                "inspect",
                "--format",
                "{{json .Config.Env}}",
                stack.only().id()));
        assertThat(env).contains("VARIANT=one");
        assertThat(stack.only().state().text()).isEqualTo("running");
        assertThat(log.told(stack.id)).noneMatch(DeploymentEvent.Failed.class::isInstance);
        return back;
    }
}
