/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.applier.docker.GateResult;
import dev.longshore.applier.store.ApplierStore;
import dev.longshore.applier.store.StackStore;
import dev.longshore.events.BundlePointer;
import dev.longshore.events.Revision;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.StackSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AfterCommandTest {
    private static final StackId STACK = new StackId("repo", "site");

    @TempDir
    Path folder;

    private StackStore store;
    private final AfterCommand after =
            new AfterCommand(Map.of("PATH", System.getenv("PATH"), "GIT_TOKEN", "of-the-applier")::get);

    @BeforeEach
    void open() throws IOException {
        store = ApplierStore.open(folder.resolve("data"), "host").open(STACK);
        Files.createDirectories(store.folder());
    }

    @Test
    void givesTheCommandAFewVariablesAndNoneOfTheAppliersOwn() throws IOException {
        run("env > env; pwd > pwd");

        assertThat(folder.resolve("env"))
                .content()
                .contains("LONGSHORE_STACK=repo/site", "LONGSHORE_REVISION=main@sha1:")
                .doesNotContain("GIT_TOKEN");
        assertThat(folder.resolve("pwd"))
                .content()
                .startsWith(folder.toRealPath().toString());
    }

    @Test
    void tellsTheLastLinesWithoutCredentials() {
        GateResult.Failed failed = failed("for i in $(seq 200); do echo line $i; done; echo token=hunter2; exit 7");

        assertThat(failed.reason()).isEqualTo("after.failed");
        assertThat(failed.message()).contains("exit status 7");
        assertThat(failed.log()).hasSize(50).contains("line 200").doesNotContain("line 100");
        assertThat(failed.log().toString()).doesNotContain("hunter2");
    }

    @Test
    void boundsWhatItKeepsOfEndlessOutput() {
        GateResult.Failed failed = failed("yes long | head -c 20000000; exit 1");

        assertThat(String.join("\n", failed.log())).hasSizeLessThan(40_000);
    }

    @Test
    void saysWhichProgramIsNotThere() {
        GateResult result = after.run(store, change(), List.of("./not-there"), folder);

        assertThat(((GateResult.Failed) result).message())
                .contains("./not-there")
                .contains("could not be run");
    }

    @Test
    void leavesAloneWhatTheCommandStartedOnPurpose() throws IOException {
        assertThat(run("sleep 100 & echo $! > pid")).isInstanceOf(GateResult.Passed.class);
        ProcessHandle daemon = ProcessHandle.of(
                        Long.parseLong(Files.readString(folder.resolve("pid")).strip()))
                .orElseThrow();
        try {
            after.endLeftOver(store);
            assertThat(daemon.isAlive()).isTrue();
        } finally {
            daemon.destroyForcibly();
        }
    }

    @Test
    void endsARunThatOutlivedItsApplier() throws IOException {
        Thread applier = new Thread(() -> run("touch begun; sleep 100"));
        applier.start();
        Awaitility.await()
                .untilAsserted(() -> assertThat(folder.resolve("begun")).exists());
        ProcessHandle child = ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains("touch begun"))
                .findFirst()
                .orElseThrow();

        new AfterCommand(name -> null).endLeftOver(store);

        assertThat(child.isAlive()).isFalse();
        Awaitility.await().until(() -> !applier.isAlive());
    }

    private GateResult run(String script) {
        return after.run(store, change(), List.of("sh", "-c", script), folder);
    }

    private GateResult.Failed failed(String script) {
        return (GateResult.Failed) run(script);
    }

    private static RevisionEvent.Changed change() {
        return new RevisionEvent.Changed(
                STACK,
                TestStack.withHealth(StackSpec.of("site", "."), Duration.ofSeconds(20), Duration.ZERO),
                new Revision("main", "0".repeat(40)),
                1,
                "tree",
                new RevisionEvent.Commit("Somebody", Instant.EPOCH, "change"),
                new BundlePointer(0, List.of(0L), "0".repeat(64), 1),
                false);
    }
}
