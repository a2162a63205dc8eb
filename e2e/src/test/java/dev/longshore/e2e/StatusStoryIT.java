/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What an applier does, as a person reads it in {@code longshore status}: one installation, and one stack for each story. */
@EnabledIf("dev.longshore.e2e.Docker#isAvailable")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StatusStoryIT {
    private static final List<String> STACKS =
            List.of("guarded", "documented", "gated", "paused", "held", "pruned", "edited");

    private final Repository fleet;
    private final Up up;
    /** Revision that every stack begins with. */
    private String first = "";

    StatusStoryIT(@TempDir Path directory) throws IOException {
        this.fleet =
                new Repository(directory.resolve("fleet"), "e2e-status-" + Ports.free(), STACKS.toArray(String[]::new));
        this.up = new Up(directory.resolve("up"), "status-secret", "status-token", Up.entry("fleet", fleet));
    }

    @BeforeAll
    void deployEveryStack() throws InterruptedException {
        declare(STACKS);
        STACKS.forEach(stack -> fleet.commit(stack, "1"));
        fleet.write("edited/compose.yaml", mounting("./greeting.txt:/greeting.txt:ro", Repository.SLEEP));
        fleet.write("edited/greeting.txt", "hello");
        first = revision(fleet.commitAll("every stack"));
        up.startReady();
        sync(0);
    }

    @AfterAll
    void stopEverything() {
        up.close();
        STACKS.forEach(stack -> Docker.remove(fleet.project(stack)));
        Docker.run("volume", "rm", "-f", fleet.project("gated") + "_state");
    }

    @Test
    void aRevisionThatTheHostRefusesLeavesTheOldOneRunning() throws Exception {
        List<String> running = Docker.starts(fleet.project("guarded"));
        fleet.write("guarded/compose.yaml", """
                services:
                  app:
                    image: busybox:1.37
                    command: sleep 3600
                    privileged: true
                """);
        String bad = revision(fleet.commitAll("ask for the machine"));

        sync(1);

        JsonNode row = status("guarded").await("ERROR", "HEALTHY");
        assertThat(row.path("reason").asText()).isEqualTo("policy.host");
        assertThat(row.path("message").asText())
                .contains("compose.yaml:5", "services.app.privileged", "allow: {fleet/guarded: [privileged]}");
        assertRevisions(row, first, bad);
        assertThat(row.path("history").path(0).path("outcome").asText()).isEqualTo("deployment.refused");
        assertThat(status("guarded").line()).contains("ERROR", "HEALTHY", "policy.host: ", "services.app.privileged");
        assertThat(Docker.starts(fleet.project("guarded"))).isEqualTo(running);

        String good = revision(fleet.commit("guarded", "1"));
        sync(0);

        JsonNode mended = status("guarded").await("IN_SYNC", "HEALTHY");
        assertRevisions(mended, good, good);
        assertThat(mended.has("reason")).isFalse();
        assertThat(mended.path("incidents")).isEmpty();
        assertThat(Docker.starts(fleet.project("guarded"))).isEqualTo(running);
    }

    @Test
    void aReadmeBecomesTheRevisionThatRunsAndTouchesNoContainer() throws Exception {
        List<String> running = Docker.starts(fleet.project("documented"));
        fleet.write("documented/README.md", "How this works.");
        String documented = revision(fleet.commitAll("say how it works"));

        sync(0);

        JsonNode row = status("documented").await("IN_SYNC", "HEALTHY");
        assertRevisions(row, documented, documented);
        assertThat(Docker.starts(fleet.project("documented"))).hasSize(1).isEqualTo(running);
    }

    @Test
    void aRevisionThatFailsItsGateGivesWayToGoldenUntilItIsRetried() throws Exception {
        fleet.write(
                "gated/compose.yaml",
                mounting("state:/state", "sh -c 'test -e /state/ok && exec sleep 3600; exit 7'")
                        + "volumes: {state: {}}\n");
        String bad = revision(fleet.commitAll("need something that is not there"));

        sync(1);

        JsonNode back = status("gated").await("ERROR", "HEALTHY");
        assertThat(back.path("reason").asText()).isEqualTo("health.exited");
        assertThat(back.path("message").asText()).contains("app", "7");
        assertRevisions(back, first, bad);
        assertThat(texts(back.path("quarantinedRevisions"))).containsExactly(bad);
        assertThat(back.path("history").path(0).path("outcome").asText()).isEqualTo("deployment.rolledback");
        assertThat(back.path("incidents")).hasSize(1);
        assertThat(Docker.versions(fleet.project("gated"))).containsExactly("1");

        String volume = fleet.project("gated") + "_state:/state";
        Docker.run("run", "--rm", "-v", volume, "busybox:1.37", "touch", "/state/ok");
        assertDone("retry", "fleet/gated", "--wait");

        JsonNode retried = status("gated").await("IN_SYNC", "HEALTHY");
        assertRevisions(retried, bad, bad);
        assertThat(retried.path("quarantinedRevisions")).isEmpty();
        assertThat(retried.path("incidents")).isEmpty();
        assertThat(retried.has("reason")).isFalse();
    }

    @Test
    void aSuspendedStackStaysAsAPersonLeavesItUntilItIsResumed() throws Exception {
        String container = Docker.running(fleet.project("paused")).get(0);
        assertDone("suspend", "fleet/paused", "--wait");

        Docker.run("stop", container);

        JsonNode suspended = status("paused").await("IN_SYNC", "SUSPENDED");
        assertThat(suspended.path("operation").asText()).isEqualTo("suspended");
        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(10))
                .until(() -> Docker.running(fleet.project("paused")).isEmpty());

        assertDone("resume", "fleet/paused", "--wait");

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(Docker.running(fleet.project("paused")))
                .as("the same container")
                .containsExactly(container));
        JsonNode resumed = status("paused").await("IN_SYNC", "HEALTHY");
        assertRevisions(resumed, first, first);
        assertThat(resumed.has("operation")).isFalse();
        assertThat(resumed.path("incidents")).isEmpty();
    }

    @Test
    void aFileEditedOnTheHostIsPutBackAndTold() throws Exception {
        String container = Docker.running(fleet.project("edited")).get(0);
        Path file = Path.of(Docker.run("inspect", "--format", "{{(index .Mounts 0).Source}}", container)
                .strip());

        Files.writeString(file, "edited by hand");

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(file).hasContent("hello"));
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        up.run("events", "--stack", "fleet/edited").out())
                .contains("drift.detected", "greeting.txt", "drift.corrected", "backups/"));
        JsonNode row = status("edited").await("IN_SYNC", "HEALTHY");
        assertRevisions(row, first, first);
        assertThat(row.path("driftDetails")).isEmpty();
        assertThat(row.path("incidents")).isEmpty();
        assertThat(Docker.running(fleet.project("edited"))).containsExactly(container);
    }

    @Test
    void aRollbackHoldsUntilANewerCommit() throws Exception {
        String second = revision(fleet.commit("held", "2"));
        sync(0);

        assertDone("rollback", "fleet/held", "--to", first.substring(first.indexOf(':') + 1), "--wait");

        JsonNode held = status("held").await("DRIFTED", "HEALTHY");
        assertRevisions(held, first, second);
        assertThat(held.path("reason").asText()).isEqualTo("command.rollback");
        assertThat(held.path("message").asText()).contains(System.getProperty("user.name"), "newer");
        assertThat(status("held").line()).contains("DRIFTED", "command.rollback: ");
        sync(0);
        assertThat(Docker.versions(fleet.project("held"))).containsExactly("1");

        String third = revision(fleet.commit("held", "3"));
        sync(0);

        assertRevisions(status("held").await("IN_SYNC", "HEALTHY"), third, third);
        assertThat(Docker.versions(fleet.project("held"))).containsExactly("3");
    }

    @Test
    void aStackThatLeavesTheRepositoryWithPruneLeavesTheStatusToo() throws Exception {
        assertThat(Docker.running(fleet.project("pruned"))).hasSize(1);
        declare(STACKS.stream().filter(stack -> !stack.equals("pruned")).toList());
        fleet.commitAll("no more of it");

        sync(0);

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(up.run("status", "fleet/pruned").exitCode()).isEqualTo(4));
        assertThat(up.run("status").out()).contains("fleet/held").doesNotContain("fleet/pruned");
        assertThat(all(fleet.project("pruned"))).isEmpty();
    }

    private void declare(List<String> stacks) {
        fleet.write(
                ".longshore.yaml",
                stacks.stream()
                        .map(stack -> "  - {name: " + stack + ", path: " + stack + ", project: " + fleet.project(stack)
                                + ", prune: true, health: {timeout: 20s, stable: 200ms}, drift: {every: 1s}}\n")
                        .collect(Collectors.joining("", "stacks:\n", "")));
    }

    private static String mounting(String volume, String command) {
        return String.join(
                "\n",
                "services:",
                "  app:",
                "    image: busybox:1.37",
                "    command: " + command,
                "    stop_signal: SIGKILL",
                "    volumes: [\"" + volume + "\"]",
                "");
    }

    private void sync(int exitCode) throws InterruptedException {
        Longshore.Result sync = up.run("sync", "fleet", "--wait");
        assertThat(sync.exitCode())
                .as(sync.out() + sync.err() + up.process().err())
                .isEqualTo(exitCode);
    }

    private void assertDone(String... command) throws InterruptedException {
        Longshore.Result result = up.run(command);
        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    }

    private StatusReader status(String stack) {
        return new StatusReader(up, "fleet/" + stack);
    }

    private static void assertRevisions(JsonNode row, String actual, String desired) {
        assertThat(row.path("actualRevision").asText()).as("actual").isEqualTo(actual);
        assertThat(row.path("goldenRevision").asText()).as("golden").isEqualTo(actual);
        assertThat(row.path("desiredRevision").asText()).as("desired").isEqualTo(desired);
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).toList();
    }

    private static String all(String project) {
        return Docker.run("ps", "-aq", "--filter", "label=com.docker.compose.project=" + project);
    }

    private static String revision(String commit) {
        return "main@sha1:" + commit;
    }
}
