/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.applier.docker.ContainerView;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.ServiceDecision;
import dev.longshore.events.DeploymentEvent.ServiceDecision.Decision;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Golden is more than files: it is the very programs that passed. */
class GoldenIT extends OneHost {
    private static final String REST = "init: true\n    command: sleep 3600\n    stop_grace_period: 1s";
    private static final String SICK = "\n    healthcheck: {test: \"exit 1\", interval: 200ms, retries: 1}";

    private TestImage image;

    @BeforeEach
    void makeImage() {
        image = new TestImage("longshore-" + stack.id.stack(), folder.resolve(stack.id.stack()));
    }

    @AfterEach
    @Override
    void takeDown() {
        super.takeDown(); // first: an image is in use as long as its container is there
        image.close();
    }

    @Test
    void bringsTheVeryImageBackWhereItsTagMoved() {
        String good = image.build("good");
        stack.file("compose.yaml", twoServices("")).deploy();
        Map<String, String> before = stack.fingerprint();
        String moved = image.build("moved");

        stack.file("compose.yaml", twoServices(SICK)).push();
        var back = log.await(stack.id, DeploymentEvent.RolledBack.class, e -> true);

        assertThat(app().imageId()).isEqualTo(good);
        assertThat(stack.fingerprint()).containsEntry("other", before.get("other"));
        assertThat(back.services())
                .contains(new ServiceDecision("app", Decision.RECREATED, "image"))
                .contains(new ServiceDecision("other", Decision.KEPT, "unchanged"));

        DockerCli.run(List.of("docker", "rm", "-f", app().id()));
        log.await(stack.id, DeploymentEvent.DriftCorrected.class, e -> true);
        assertThat(app().imageId()).isEqualTo(good);

        stack.file("compose.yaml", twoServices("")).file("README.md", "again").deploy();
        assertThat(app().imageId())
                .as("a new commit means what the tag says now")
                .isEqualTo(moved);
        assertThat(stack.fingerprint()).containsEntry("other", before.get("other"));
    }

    @Test
    void keepsWhatRunsByItsIdUntilTheTagSaysSomethingElse() {
        image.build("good");
        stack.file("compose.yaml", twoServices("")).deploy();
        image.build("moved");
        stack.file("compose.yaml", twoServices(SICK)).push();
        log.await(stack.id, DeploymentEvent.RolledBack.class, e -> true);
        Map<String, String> before = stack.fingerprint();

        image.build("good"); // the very same, from Docker's cache
        stack.file("compose.yaml", twoServices("")).file("README.md", "again").deploy();

        assertThat(stack.fingerprint()).isEqualTo(before);
    }

    @Test
    void keepsAnImageWhoseTagIsRemoved() {
        String good = image.build("good");
        stack.file("compose.yaml", twoServices("")).deploy();
        image.untag();

        stack.file("compose.yaml", "services:\n  app:\n    image: busybox:1.37\n    " + REST + SICK + "\n")
                .push();
        log.await(stack.id, DeploymentEvent.RolledBack.class, e -> true);

        assertThat(app().imageId()).isEqualTo(good);
    }

    @Test
    void bringsABuiltImageBackWithoutBuildingIt() {
        stack.file("compose.yaml", built(""))
                .file("Dockerfile", dockerfile("good"))
                .deploy();
        String good = app().imageId();

        stack.file("compose.yaml", built(SICK))
                .file("Dockerfile", dockerfile("bad"))
                .push();
        log.await(stack.id, DeploymentEvent.RolledBack.class, e -> true);

        assertThat(app().imageId()).isEqualTo(good);
        assertThat(engine.imageId(stack.project() + "-app")).isPresent().get().isNotEqualTo(good);
        DockerCli.run(List.of("docker", "rmi", "-f", stack.project() + "-app"));
    }

    @Test
    void givesContainersTheirRestartPolicyWhenTheyHavePassed() {
        stack.gate(Duration.ofSeconds(15), Duration.ofSeconds(4))
                .file("compose.yaml", policies(""))
                .push();
        TestLog.eventually(() -> assertThat(stack.containers()).hasSize(3));
        assertThat(stack.containers()).allMatch(c -> c.restartPolicy().equals("no"));

        log.await(stack.id, DeploymentEvent.Succeeded.class, e -> true);
        assertThat(stack.containers())
                .extracting(ContainerView::service, ContainerView::restartPolicy)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("always", "always"),
                        org.assertj.core.groups.Tuple.tuple("deployed", "on-failure:3"),
                        org.assertj.core.groups.Tuple.tuple("plain", "no"));

        Map<String, String> before = stack.fingerprint();
        stack.gate(Duration.ofSeconds(15), Duration.ZERO).file("README.md", "x").deploy();
        assertThat(stack.fingerprint()).isEqualTo(before);
    }

    @Test
    void leavesEverythingAsItIsWhenGoldenFailsToo() {
        String network = "longshore-" + stack.id.stack();
        DockerCli.run(List.of("docker", "network", "create", network));
        stack.file("compose.yaml", external(network, "")).deploy();
        stack.file("compose.yaml", external("none-" + network, SICK)).push();
        // golden's network goes too, so that it cannot come back
        stack.with(
                "drift",
                new dev.longshore.events.StackSpec.Drift(dev.longshore.events.StackSpec.Drift.Action.OFF, null));
        log.await(stack.id, DeploymentEvent.RolledBack.class, e -> true);
        DockerCli.run(List.of("docker", "rm", "-f", app().id()));
        DockerCli.run(List.of("docker", "network", "rm", network));

        stack.file("compose.yaml", external("other-" + network, "")).push();
        var failed = log.await(stack.id, DeploymentEvent.Failed.class, e -> e.generation() == 3);

        assertThat(failed.reason()).isEqualTo("apply.failed");
        assertThat(failed.message()).contains("golden did not come back either").contains(network);
        int told = log.told(stack.id).size();
        try (TestStack other = new TestStack(log, engine).web("other")) {
            other.deploy(); // time enough for a loop to show
        }
        assertThat(log.told(stack.id)).hasSize(told);
    }

    private static String external(String network, String more) {
        return "services:\n  app:\n    image: busybox:1.37\n    " + REST + more + "\nnetworks: {default: {name: "
                + network + ", external: true}}\n";
    }

    private static String policies(String more) {
        return "services:\n"
                + "  always:\n    image: busybox:1.37\n    restart: always\n    " + REST + more
                + "\n  deployed:\n    image: busybox:1.37\n    "
                + "deploy: {restart_policy: {condition: on-failure, max_attempts: 3}}\n    " + REST
                + "\n  plain:\n    image: busybox:1.37\n    " + REST + "\n";
    }

    private String twoServices(String more) {
        return "services:\n  app:\n    image: " + image.tag + "\n    " + REST + more
                + "\n  other:\n    image: busybox:1.37\n    " + REST + "\n";
    }

    private static String built(String more) {
        return "services:\n  app:\n    build: .\n    " + REST + more + "\n";
    }

    private String dockerfile(String variant) {
        return "FROM busybox:1.37\nENV VARIANT=" + variant + " OF=" + stack.id + "\n";
    }

    private ContainerView app() {
        return stack.containers().stream()
                .filter(container -> container.service().equals("app"))
                .findFirst()
                .orElseThrow();
    }
}
