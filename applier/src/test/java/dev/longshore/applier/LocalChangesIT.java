/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.DeploymentEvent.ServiceDecision;
import dev.longshore.events.DeploymentEvent.ServiceDecision.Decision;
import dev.longshore.events.DriftCheck;
import dev.longshore.events.StackSpec.LocalChanges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Somebody edits files of a stack on the host. */
class LocalChangesIT extends OneHost {
    private Path tree() {
        return host.folder(stack).resolve("tree");
    }

    @Test
    void putsAnEditedFileBackAndRestartsOnlyWhatMountsIt() throws IOException {
        stack.file(
                        "compose.yaml",
                        "services:\n  web:\n    " + TestStack.SLEEPER
                                + "\n    volumes: [\"./mounted:/mounted:ro\"]\n  other:\n    " + TestStack.SLEEPER
                                + "\n")
                .file("mounted", "one")
                .deploy();
        var before = stack.fingerprint();
        Files.writeString(tree().resolve("mounted"), "mine");
        Files.createDirectory(tree().resolve("data"));
        Files.writeString(tree().resolve("data/db"), "precious");

        log.publish(new DriftCheck(stack.id));

        var detected = log.await(stack.id, DeploymentEvent.DriftDetected.class, e -> true);
        assertThat(detected.drift())
                .containsExactly(new Drift("mounted", Drift.Kind.FILE, "as in the revision", "edited"));
        var corrected = log.await(stack.id, DeploymentEvent.DriftCorrected.class, e -> true);
        assertThat(corrected.drift()).singleElement().satisfies(drift -> {
            assertThat(drift.service()).isEqualTo("mounted");
            assertThat(drift.observed()).startsWith("edited; kept as ");
            assertThat(Path.of(drift.observed().substring("edited; kept as ".length())))
                    .startsWith(host.folder(stack).resolve("backups"))
                    .hasContent("mine");
        });
        assertThat(tree().resolve("mounted")).hasContent("one");
        assertThat(tree().resolve("data/db")).hasContent("precious");
        TestLog.eventually(() -> {
            var after = stack.fingerprint();
            assertThat(after.get("other")).isEqualTo(before.get("other"));
            assertThat(after.get("web"))
                    .isNotEqualTo(before.get("web"))
                    .startsWith(id(before.getOrDefault("web", "@")));
            assertThat(cat("web", "/mounted")).isEqualTo("one");
        });
    }

    @Test
    void keepsTheEditedFileUntilItChangesUpstreamAndThenABackup() throws IOException {
        stack.with("localChanges", LocalChanges.PREFER_LOCAL).mounting("one").deploy();
        Files.writeString(tree().resolve("mounted"), "mine");
        log.publish(new DriftCheck(stack.id));

        var kept = stack.file("README.md", "2").deploy();
        assertThat(tree().resolve("mounted")).hasContent("mine");
        assertThat(kept.services()).containsExactly(new ServiceDecision("web", Decision.RECREATED, "file mounted"));
        assertThat(cat("web", "/mounted")).isEqualTo("mine");
        assertThat(log.told(stack.id)).noneMatch(DeploymentEvent.DriftDetected.class::isInstance);

        stack.mounting("three").deploy();
        assertThat(tree().resolve("mounted")).hasContent("three");
        assertThat(cat("web", "/mounted")).isEqualTo("three");
        var conflict = log.await(stack.id, DeploymentEvent.DriftCorrected.class, e -> true);
        assertThat(conflict.drift()).singleElement().satisfies(drift -> assertThat(drift.observed())
                .contains(host.folder(stack).resolve("backups").toString()));
    }

    /** A container that mounts the tree could otherwise give itself what the host's policy forbids. */
    @Test
    void doesNotMendWithAnEditThatTheHostForbids() throws IOException {
        stack.with("localChanges", LocalChanges.PREFER_LOCAL).web("one").deploy();
        Path compose = tree().resolve("compose.yaml");
        Files.writeString(compose, Files.readString(compose) + "    privileged: true\n");

        DockerCli.run(List.of("docker", "rm", "-f", stack.project() + "-web-1"));

        log.await(stack.id, DeploymentEvent.Failed.class, e -> e.reason().equals("policy.host"));
        assertThat(engine.list(stack.project())).isEmpty();
    }

    @Test
    void appliesNothingUntilTheEditIsUndoneAndThenGoesOnByItself() throws IOException {
        stack.with("localChanges", LocalChanges.ABORT).mounting("one").deploy();
        var before = stack.fingerprint();
        Files.writeString(tree().resolve("mounted"), "mine");
        log.publish(new DriftCheck(stack.id));
        var failed = log.await(stack.id, DeploymentEvent.Failed.class, e -> true);
        assertThat(failed.reason()).isEqualTo("tree.local_changes");
        assertThat(failed.message()).contains("'mounted' was edited");

        var pushed = stack.mounting("two").push();
        log.await(stack.id, DeploymentEvent.Failed.class, e -> e.generation() == pushed.generation());
        assertThat(tree().resolve("mounted")).hasContent("mine");
        assertThat(stack.fingerprint()).isEqualTo(before);

        Files.writeString(tree().resolve("mounted"), "one");
        log.await(stack.id, DeploymentEvent.Succeeded.class, e -> e.generation() == pushed.generation());
        assertThat(tree().resolve("mounted")).hasContent("two");
    }

    @Test
    void isContentAgainWhenTheEditIsUndoneWithoutADeployment() throws IOException {
        stack.with("localChanges", LocalChanges.ABORT).mounting("one").deploy();
        Files.writeString(tree().resolve("mounted"), "mine");
        log.publish(new DriftCheck(stack.id));
        log.await(stack.id, DeploymentEvent.Failed.class, e -> true);
        int told = log.told(stack.id).size();

        Files.writeString(tree().resolve("mounted"), "one");

        log.await(stack.id, DeploymentEvent.DriftCorrected.class, e -> true);
        TestLog.eventually(() ->
                assertThat(log.told(stack.id)).hasSize(told + 2).last().isInstanceOf(DeploymentEvent.Succeeded.class));
    }

    @Test
    void keepsACopyOfAnUntrackedFileThatARevisionBrings() throws IOException {
        stack.web("one").deploy();
        Files.writeString(tree().resolve("extra"), "mine");
        stack.file("extra", "theirs").deploy();
        assertThat(tree().resolve("extra")).hasContent("theirs");
        try (Stream<Path> backups = Files.walk(host.folder(stack).resolve("backups"))) {
            assertThat(backups.filter(Files::isRegularFile)).singleElement().satisfies(file -> assertThat(file)
                    .hasContent("mine"));
        }
    }

    private String cat(String service, String path) {
        return DockerCli.run(List.of("docker", "exec", stack.project() + "-" + service + "-1", "cat", path));
    }

    private static String id(String fingerprint) {
        return fingerprint.substring(0, fingerprint.indexOf('@'));
    }
}
