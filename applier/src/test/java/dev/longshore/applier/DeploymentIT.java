/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.DeadLetter;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.ServiceDecision;
import dev.longshore.events.DeploymentEvent.ServiceDecision.Decision;
import dev.longshore.events.Revision;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From the log to containers and back, on a real broker and a real engine. */
class DeploymentIT extends OneHost {
    @Test
    void deploysARevisionFromTheLog() {
        stack.web("one").push();

        var started = log.await(stack.id, DeploymentEvent.Started.class, e -> true);
        var succeeded = log.await(stack.id, DeploymentEvent.Succeeded.class, e -> true);

        assertThat(started.attempt()).isEqualTo(1);
        assertThat(succeeded.services()).containsExactly(new ServiceDecision("web", Decision.CREATED, "new"));
        assertThat(succeeded.images())
                .hasEntrySatisfying("web", image -> assertThat(image).matches("busybox:1\\.37@sha256:[0-9a-f]{64}"));
        assertThat(succeeded.durations()).containsKeys("fetch", "validate", "pull", "copy", "up", "gate");
        assertThat(stack.only().labels()).containsEntry("dev.longshore.stack", stack.id.toString());
    }

    @Test
    void rollsForwardAndRecreatesOnlyWhatChanged() {
        stack.file("compose.yaml", """
                services:
                  web:
                    image: busybox:1.37
                    init: true
                    command: sleep 3600
                    stop_grace_period: 1s
                    volumes: ["./web.conf:/web.conf:ro"]
                  other:
                    image: busybox:1.37
                    init: true
                    command: sleep 3600
                    stop_grace_period: 1s
                """);
        stack.file("web.conf", "one").deploy();
        Map<String, String> before = stack.fingerprint();

        DeploymentEvent.Succeeded second = stack.file("web.conf", "two").deploy();

        assertThat(second.services())
                .containsExactly(
                        new ServiceDecision("other", Decision.KEPT, "unchanged"),
                        new ServiceDecision("web", Decision.RECREATED, "file web.conf"));
        assertThat(second.previous()).isNotNull().isNotEqualTo(second.revision());
        assertThat(stack.fingerprint())
                .containsEntry("other", before.get("other"))
                .doesNotContainEntry("web", before.get("web"));
        assertThat(host.folder(stack).resolve("tree/web.conf")).hasContent("two");
    }

    @Test
    void keepsEveryContainerWhenOnlyTheReadmeChanged() {
        stack.web("one").deploy();
        Map<String, String> before = stack.fingerprint();

        DeploymentEvent.Succeeded second = stack.file("README.md", "hello").deploy();

        assertThat(second.services()).containsExactly(new ServiceDecision("web", Decision.KEPT, "unchanged"));
        assertThat(stack.fingerprint()).isEqualTo(before);
    }

    @Test
    void refusesBrokenYamlAndTouchesNothing() {
        stack.web("one").deploy();
        Map<String, String> before = stack.fingerprint();

        RevisionEvent.Changed broken = stack.file("compose.yaml", "services: [").push();
        var refused = log.await(stack.id, DeploymentEvent.Refused.class, e -> true);

        assertThat(refused.revision()).isEqualTo(broken.revision());
        assertThat(refused.reason()).isEqualTo("compose.invalid");
        assertThat(refused.golden()).isNotNull();
        assertThat(stack.fingerprint()).isEqualTo(before);
        assertThat(host.folder(stack).resolve("tree/compose.yaml")).content().contains("VARIANT");
    }

    @Test
    void failsAPullAndTouchesNothing() {
        stack.web("one").deploy();
        Map<String, String> before = stack.fingerprint();

        stack.file("compose.yaml", "services: {web: {image: \"localhost:1/none:1\"}}")
                .push();
        var failed = log.await(stack.id, DeploymentEvent.Failed.class, e -> true);

        assertThat(failed.reason()).isEqualTo("pull.failed");
        assertThat(stack.fingerprint()).isEqualTo(before);
        // and it is not stuck: a newer revision does not wait for the next try
        stack.web("two").deploy();
    }

    @Test
    void returnsToGoldenWhenTheHealthCheckFails() {
        stack.web("one").deploy();
        RevisionEvent.Changed bad = stack.file("compose.yaml", """
                        services:
                          web:
                            image: busybox:1.37
                            init: true
                            command: sleep 3600
                            stop_grace_period: 1s
                            healthcheck: {test: "exit 1", interval: 200ms, retries: 1}
                        """).push();

        var back = log.await(stack.id, DeploymentEvent.RolledBack.class, e -> true);

        assertThat(back.failed()).isEqualTo(bad.revision());
        assertThat(back.reason()).isEqualTo("health.unhealthy");
        assertThat(back.services()).containsExactly(new ServiceDecision("web", Decision.RECREATED, "config"));
        assertThat(stack.containers().get(0).state().text()).isEqualTo("running");
        assertThat(host.folder(stack).resolve("tree/compose.yaml")).content().contains("VARIANT");
        assertThat(log.told(stack.id)).noneMatch(DeploymentEvent.Failed.class::isInstance);
    }

    @Test
    void triesAQuarantinedRevisionNoMore() {
        stack.gate(Duration.ofSeconds(15), Duration.ofSeconds(1)).web("one").deploy();
        RevisionEvent.Changed bad = stack.file(
                        "compose.yaml", "services: {web: {image: \"busybox:1.37\", command: \"false\"}}")
                .push();
        log.await(stack.id, DeploymentEvent.RolledBack.class, e -> true);
        Map<String, String> before = stack.fingerprint();

        log.publish(new RevisionEvent.Changed(
                bad.stack(), bad.spec(), bad.revision(), 99, "forced", bad.commit(), bad.bundle(), true));
        var skipped = log.await(stack.id, DeploymentEvent.Skipped.class, e -> true);

        assertThat(skipped.reason()).isEqualTo("revision.quarantined");
        assertThat(stack.fingerprint()).isEqualTo(before);
    }

    @Test
    void takesAFirstDeploymentThatFailsDownAgain() {
        stack.gate(Duration.ofSeconds(15), Duration.ofSeconds(1))
                .file(
                        "compose.yaml",
                        "services: {web: {image: \"busybox:1.37\", command: \"sh -c 'echo wrong; exit 3'\"}}")
                .push();

        var failed = log.await(stack.id, DeploymentEvent.Failed.class, e -> true);

        assertThat(failed.reason()).isEqualTo("health.exited");
        assertThat(failed.message()).contains("wrong");
        assertThat(failed.golden()).isNull();
        assertThat(stack.containers()).isEmpty();
    }

    @Test
    void doesNotTakeAProjectThatSomebodyElseStarted() {
        stack.web("one");
        String foreign = DockerCli.run(List.of(
                "docker",
                "run",
                "-d",
                "--init",
                "--label",
                "com.docker.compose.project=" + stack.project(),
                "--label",
                "com.docker.compose.service=web",
                "--label",
                "com.docker.compose.oneoff=False",
                "busybox:1.37",
                "sleep",
                "3600"));
        try {
            stack.push();

            var refused = log.await(stack.id, DeploymentEvent.Refused.class, e -> true);

            assertThat(refused.reason()).isEqualTo("compose.project_conflict");
            assertThat(stack.only().id()).isEqualTo(foreign);
        } finally {
            DockerCli.run(List.of("docker", "rm", "-f", foreign));
        }
    }

    @Test
    void cancelsTheGateForANewerRevision() {
        stack.gate(Duration.ofSeconds(60), Duration.ofSeconds(30)).web("one").push();
        log.await(stack.id, DeploymentEvent.Started.class, e -> true);

        DeploymentEvent.Succeeded second =
                stack.gate(Duration.ofSeconds(60), Duration.ZERO).web("two").deploy();

        assertThat(log.told(stack.id))
                .filteredOn(DeploymentEvent.Superseded.class::isInstance)
                .singleElement()
                .satisfies(event -> {
                    DeploymentEvent.Superseded superseded = (DeploymentEvent.Superseded) event;
                    assertThat(superseded.generation()).isEqualTo(1);
                    assertThat(superseded.by()).isEqualTo(2);
                });
        assertThat(second.generation()).isEqualTo(2);
    }

    @Test
    void ignoresTheSameAndOlderGenerations() {
        RevisionEvent.Changed first = stack.web("one").push();
        log.await(stack.id, DeploymentEvent.Succeeded.class, e -> e.generation() == 1);
        RevisionEvent.Changed second = stack.web("two").push();
        log.await(stack.id, DeploymentEvent.Succeeded.class, e -> e.generation() == 2);
        Map<String, String> before = stack.fingerprint();
        int told = log.told(stack.id).size();

        for (int i = 0; i < 50; i++) {
            log.publish(first);
            log.publish(second);
        }
        stack.file("README.md", "later").deploy(); // so the fifty have been passed

        assertThat(stack.fingerprint()).isEqualTo(before);
        assertThat(log.told(stack.id)).hasSize(told + 2);
    }

    @Test
    void leavesTheContainersOfARemovedStackRunning() {
        stack.web("one").deploy();
        Map<String, String> before = stack.fingerprint();

        log.publish(new RevisionEvent.Removed(stack.id, new Revision("main", "f".repeat(40)), 2, false));
        var orphaned = log.await(stack.id, DeploymentEvent.Orphaned.class, e -> true);

        assertThat(orphaned.reason()).isEqualTo("stack.removed");
        assertThat(stack.fingerprint()).isEqualTo(before);
    }

    @Test
    void leavesStacksOfOtherHostsAlone() {
        stack.hosts("host-2").web("one").push();
        TestStack own = new TestStack(log, engine).web("one");
        try (own) {
            own.deploy();
            assertThat(log.told(stack.id)).isEmpty();
            assertThat(host.folder(stack)).doesNotExist();
        }
    }

    @Test
    void returnsToGoldenWhenTheRevisionThatCutAnotherOffIsRefused() {
        stack.web("one").deploy();
        stack.gate(Duration.ofSeconds(60), Duration.ofSeconds(30)).web("two").push();
        log.await(stack.id, DeploymentEvent.Started.class, e -> e.generation() == 2);
        TestLog.eventually(
                () -> assertThat(stack.containers()).singleElement().satisfies(web -> assertThat(variant(web.id()))
                        .isEqualTo("two")));

        stack.file("compose.yaml", "services: [").push();
        log.await(stack.id, DeploymentEvent.Refused.class, e -> e.generation() == 3);

        assertThat(log.told(stack.id))
                .filteredOn(DeploymentEvent.RolledBack.class::isInstance)
                .hasSize(1);
        assertThat(variant(stack.only().id())).isEqualTo("one");
    }

    @Test
    void triesAFailedGateAsOftenAsItShould() {
        stack.web("one").deploy();
        stack.rollback(2, 2)
                .gate(Duration.ofSeconds(15), Duration.ofSeconds(1))
                .file("compose.yaml", "services: {web: {image: \"busybox:1.37\", command: \"false\"}}")
                .push();

        var back = log.await(stack.id, DeploymentEvent.RolledBack.class, e -> true);

        assertThat(back.attempt()).isEqualTo(2);
        assertThat(log.told(stack.id))
                .filteredOn(event -> event instanceof DeploymentEvent.Started started && started.generation() == 2)
                .hasSize(2);
    }

    @Test
    void doesNotLetTwoStacksShareAProject() {
        stack.web("one").deploy();
        Map<String, String> before = stack.fingerprint();
        try (TestStack thief = new TestStack(log, engine)) {
            thief.file("compose.yaml", "name: " + stack.project() + "\nservices: {web: {image: \"busybox:1.37\"}}")
                    .push();

            var refused = log.await(thief.id, DeploymentEvent.Refused.class, e -> true);

            assertThat(refused.reason()).isEqualTo("compose.project_conflict");
            assertThat(refused.message()).contains(stack.id.toString());
            assertThat(stack.fingerprint()).isEqualTo(before);
        }
    }

    @Test
    void takesTheContainersAlongWhenTheProjectIsRenamed() {
        stack.web("one").deploy();

        stack.file("compose.yaml", "name: " + stack.project() + "b\nservices:\n  web:\n    " + TestStack.SLEEPER + "\n")
                .deploy();

        assertThat(stack.containers()).isEmpty();
        assertThat(engine.list(stack.project() + "b")).hasSize(1);
        DockerCli.run(List.of("docker", "compose", "-p", stack.project() + "b", "down", "-t", "1"));
    }

    @Test
    void goesOnPastARecordThatIsNoEvent() {
        for (int partition = 0; partition < 4; partition++) {
            TestLog.get(
                    log.publisher.publish(Topic.REVISION, partition, "repo/poison" + partition, new byte[] {1, 2, 3}));
        }
        for (Topic topic : List.of(Topic.DRIFT, Topic.COMMAND)) {
            TestLog.get(log.publisher.publish(topic, 0, "repo/poison", new byte[] {1, 2, 3}));
        }

        stack.web("one").deploy();

        TestLog.eventually(() -> assertThat(log.everything())
                .filteredOn(record -> record.event() instanceof DeadLetter)
                .extracting(record -> ((DeadLetter) record.event()).topic())
                .filteredOn(topic -> !topic.equals(Topic.DEPLOYMENT.topicName()))
                .containsExactlyInAnyOrder(
                        "longshore.revision",
                        "longshore.revision",
                        "longshore.revision",
                        "longshore.revision",
                        "longshore.drift",
                        "longshore.command"));
    }

    private static String variant(String container) {
        String env = DockerCli.run(List.of("docker", "inspect", "--format", "{{json .Config.Env}}", container));
        return env.contains("VARIANT=one") ? "one" : env.contains("VARIANT=two") ? "two" : env;
    }
}
