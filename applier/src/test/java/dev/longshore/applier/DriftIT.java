/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.applier.docker.ContainerSummary;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.DriftCheck;
import dev.longshore.events.StackSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DriftIT extends OneHost {
    @Test
    void startsAKilledContainerAgainWithoutBeingAsked() {
        stack.web("one").deploy();
        String id = stack.only().id();

        DockerCli.run(List.of("docker", "kill", id));

        var detected = log.await(stack.id, DeploymentEvent.DriftDetected.class, e -> true);
        var corrected = log.await(stack.id, DeploymentEvent.DriftCorrected.class, e -> true);
        assertThat(detected.drift()).extracting(Drift::kind).containsExactly(Drift.Kind.STOPPED);
        assertThat(corrected.drift()).isEqualTo(detected.drift());
        assertThat(corrected.durationMs()).isPositive().isLessThan(15_000);
        assertThat(stack.only().id()).isEqualTo(id);
        assertThat(stack.only().state().text()).isEqualTo("running");
    }

    @Test
    void createsARemovedContainerAgain() {
        stack.web("one").deploy();
        String id = stack.only().id();

        DockerCli.run(List.of("docker", "rm", "-f", id));

        var corrected = log.await(stack.id, DeploymentEvent.DriftCorrected.class, e -> true);
        assertThat(corrected.drift()).extracting(Drift::kind).contains(Drift.Kind.MISSING);
        assertThat(stack.only().id()).isNotEqualTo(id);
    }

    @Test
    void removesAContainerTooMany() {
        stack.web("one").deploy();
        String id = stack.only().id();
        String image = stack.only().image();

        DockerCli.run(List.of(
                "docker",
                "run",
                "-d",
                "--init",
                "--label",
                "com.docker.compose.project=" + stack.project(),
                "--label",
                "com.docker.compose.service=stray",
                "--label",
                "com.docker.compose.oneoff=False",
                "--label",
                "com.docker.compose.container-number=1",
                "--label",
                "com.docker.compose.config-hash=none",
                image,
                "sleep",
                "3600"));
        log.publish(new DriftCheck(stack.id));

        var corrected = log.await(stack.id, DeploymentEvent.DriftCorrected.class, e -> true);
        assertThat(corrected.drift()).extracting(Drift::kind).containsExactly(Drift.Kind.EXTRA);
        assertThat(stack.only()).extracting(ContainerSummary::id).isEqualTo(id);
    }

    @Test
    void onlyTellsWhereItShouldNotHealAndTellsOnce() {
        stack.drift(StackSpec.Drift.Action.REPORT).web("one").deploy();
        DockerCli.run(List.of("docker", "stop", "-t", "1", stack.only().id()));
        log.await(stack.id, DeploymentEvent.DriftDetected.class, e -> true);

        log.publish(new DriftCheck(stack.id));
        log.publish(new DriftCheck(stack.id));
        stack.drift(StackSpec.Drift.Action.OFF).file("README.md", "later").deploy();

        assertThat(log.told(stack.id))
                .filteredOn(DeploymentEvent.DriftDetected.class::isInstance)
                .hasSize(1);
        assertThat(log.told(stack.id)).noneMatch(DeploymentEvent.DriftCorrected.class::isInstance);
    }

    @Test
    void doesNotTakeACompletedJobForDrift() {
        stack.file(
                        "compose.yaml",
                        "services: {web: {image: \"busybox:1.37\", init: true, command: sleep 3600, stop_grace_period: 1s},"
                                + " job: {image: \"busybox:1.37\", command: \"true\", restart: \"no\"}}")
                .deploy();
        int told = log.told(stack.id).size();

        log.publish(new DriftCheck(stack.id));
        stack.file("README.md", "later").deploy();

        assertThat(log.told(stack.id)).hasSize(told + 2);
    }

    /** Two services, of which only one is ever touched here. */
    private TestStack two() {
        return stack.file(
                "compose.yaml",
                "services:\n  web:\n    " + TestStack.SLEEPER
                        + "\n    tmpfs: /run\n    healthcheck: {test: \"test ! -e /run/sick\", interval: 200ms, retries: 1}\n"
                        + "  other:\n    " + TestStack.SLEEPER + "\n");
    }

    private String web() {
        return stack.project() + "-web-1";
    }

    private DeploymentEvent.DriftCorrected awaitCorrection(Map<String, String> before, boolean sameContainer) {
        var corrected = log.await(stack.id, DeploymentEvent.DriftCorrected.class, e -> true);
        assertThat(corrected.drift()).extracting(Drift::service).containsOnly("web");
        Map<String, String> after = stack.fingerprint();
        assertThat(after.get("other")).isEqualTo(before.get("other"));
        String web = before.getOrDefault("web", "@");
        String id = web.substring(0, web.indexOf('@'));
        if (sameContainer) {
            assertThat(after.get("web")).startsWith(id);
        } else {
            assertThat(after.get("web")).doesNotContain(id);
        }
        return corrected;
    }

    @Test
    void restartsAnUnhealthyContainerAtOnce() {
        two().deploy();
        var before = stack.fingerprint();
        DockerCli.run(List.of("docker", "exec", web(), "touch", "/run/sick"));

        var corrected = awaitCorrection(before, true);
        assertThat(corrected.drift()).extracting(Drift::kind).containsExactly(Drift.Kind.UNHEALTHY);
        assertThat(stack.fingerprint().get("web")).isNotEqualTo(before.get("web"));
    }

    @Test
    void letsAPausedContainerGoOn() {
        two().deploy();
        var before = stack.fingerprint();
        DockerCli.run(List.of("docker", "pause", web()));
        log.publish(new DriftCheck(stack.id));

        var corrected = awaitCorrection(before, true);
        assertThat(corrected.drift()).containsExactly(new Drift("web", Drift.Kind.STOPPED, "running", "paused"));
        assertThat(stack.fingerprint()).isEqualTo(before);
    }

    @Test
    void makesAContainerAnewThatWasCutOffFromItsNetwork() {
        two().deploy();
        var before = stack.fingerprint();
        String network = stack.project() + "_default";
        DockerCli.run(List.of("docker", "network", "disconnect", "-f", network, web()));
        log.publish(new DriftCheck(stack.id));

        var corrected = awaitCorrection(before, false);
        assertThat(corrected.drift())
                .containsExactly(new Drift("web", Drift.Kind.NETWORK, "attached to " + network, "not attached"));
        assertThat(DockerCli.run(List.of("docker", "inspect", web(), "--format", "{{.NetworkSettings.Networks}}")))
                .contains(network);
    }

    @Test
    void makesAContainerAnewThatSomebodyMadeOtherwise() {
        two().deploy();
        var before = stack.fingerprint();
        String compose = host.folder(stack).resolve("tree/compose.yaml").toString();
        DockerCli.run(
                List.of("docker", "compose", "-p", stack.project(), "-f", compose, "up", "-d", "--no-deps", "web"));

        var corrected = awaitCorrection(before, false);
        assertThat(corrected.drift()).extracting(Drift::kind).contains(Drift.Kind.CONFIG, Drift.Kind.LABELS);
        assertThat(stack.containers())
                .allSatisfy(container -> assertThat(container.labels()).containsKey("dev.longshore.inputs"));
    }
}
