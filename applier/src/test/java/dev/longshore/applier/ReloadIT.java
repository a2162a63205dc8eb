/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.ServiceDecision;
import dev.longshore.events.DeploymentEvent.ServiceDecision.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code x-longshore: {reload: SIGHUP}}: a service that reads its files again when it is told to. */
class ReloadIT extends OneHost {
    @BeforeEach
    void fillStack() {
        stack.file("compose.yaml", compose("1")).file("single", "single one\n").file("conf/a", "folder one\n");
    }

    /** Prints what it reads, at its start and whenever it is hung up on. */
    private static String compose(String variant) {
        return """
                services:
                  web:
                    image: busybox:1.37
                    environment: {VARIANT: "%s"}
                    x-longshore: {reload: SIGHUP}
                    stop_grace_period: 1s
                    command:
                      - sh
                      - -c
                      - |
                        load() { cat /single /conf/a; }
                        trap load HUP; trap 'exit 0' TERM; load
                        while true; do sleep 0.1; done
                    volumes: ["./single:/single:ro", "./conf:/conf:ro"]
                """.formatted(variant);
    }

    @Test
    void signalsAServiceWhoseMountedFilesChangedAndKeepsItsContainer() {
        stack.deploy();
        var before = stack.fingerprint();

        var file = stack.file("single", "single two\n").deploy();
        assertThat(file.services()).containsExactly(new ServiceDecision("web", Decision.RELOADED, "file single"));
        awaitPrinted("single two", "folder one");

        var folderFile = stack.file("conf/a", "folder two\n").deploy();
        assertThat(folderFile.services()).containsExactly(new ServiceDecision("web", Decision.RELOADED, "file conf/a"));
        awaitPrinted("single two", "folder two");
        assertThat(stack.fingerprint()).isEqualTo(before);

        var readme = stack.file("README.md", "2").deploy();
        assertThat(readme.services()).containsExactly(new ServiceDecision("web", Decision.KEPT, "unchanged"));
        assertThat(stack.fingerprint()).isEqualTo(before);
        assertThat(printed(100)).hasSize(6);
    }

    @Test
    void makesItAnewForAnythingElse() {
        stack.deploy();
        String id = stack.only().id();
        var both = stack.file("compose.yaml", compose("2"))
                .file("single", "single two\n")
                .deploy();
        assertThat(both.services())
                .containsExactly(new ServiceDecision("web", Decision.RECREATED, "file single, environment VARIANT"));
        assertThat(stack.only().id()).isNotEqualTo(id);
        awaitPrinted("single two", "folder one");
    }

    @Test
    void makesItAnewWhenItsFileMountHoldsOnToAFileThatIsGone() throws IOException {
        stack.deploy();
        String id = stack.only().id();
        Path single = host.folder(stack).resolve("tree/single");
        Path other = Files.copy(single, single.resolveSibling("edited")); // as editors do
        Files.move(other, single, StandardCopyOption.ATOMIC_MOVE);

        stack.file("single", "single two\n").deploy();
        assertThat(stack.only().id()).isNotEqualTo(id);
        awaitPrinted("single two", "folder one");
    }

    @Test
    void signalsItAgainWhenARevisionThatItLoadedIsTakenBack() {
        stack.deploy();
        var before = stack.fingerprint();
        // It fails when the service has had the time to load what is taken back then.
        String bad = "  bad: {image: \"busybox:1.37\", command: [sh, -c, \"sleep 1; false\"]}\n";
        stack.gate(Duration.ofSeconds(15), Duration.ofSeconds(5));
        stack.file("compose.yaml", compose("1") + bad)
                .file("single", "single two\n")
                .push();
        var back = log.await(stack.id, DeploymentEvent.RolledBack.class, e -> true);
        assertThat(back.services()).contains(new ServiceDecision("web", Decision.RELOADED, "files"));
        awaitPrinted("single one", "folder one");
        assertThat(printed(100)).hasSize(6).contains("single two");
        assertThat(stack.fingerprint()).isEqualTo(before);
    }

    @Test
    void refusesASignalThatIsNoRequest() {
        stack.file("compose.yaml", compose("1").replace("SIGHUP", "SIGKILL")).push();
        var refused = log.await(stack.id, DeploymentEvent.Refused.class, e -> true);
        assertThat(refused.reason()).isEqualTo("compose.invalid");
        assertThat(refused.message()).contains("'web'").contains("SIGHUP").contains("SIGKILL");
    }

    private void awaitPrinted(String... lines) {
        TestLog.eventually(() -> assertThat(printed(2)).containsExactly(lines));
    }

    private List<String> printed(int lines) {
        return engine.logsTail(stack.only().id(), lines);
    }
}
