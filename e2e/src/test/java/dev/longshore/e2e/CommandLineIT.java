/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The commands that talk to a cluster, against one running {@code longshore up}. */
@EnabledIf("dev.longshore.e2e.Docker#isAvailable")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CommandLineIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

    private final Path directory;
    private final Repository fleet;
    private final Up up;

    CommandLineIT(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.fleet = new Repository(directory.resolve("fleet"), "e2e-cli-" + Ports.free(), "steady", "shaky");
        this.up = new Up(directory.resolve("up"), "cli-secret", "cli-token", Up.entry("fleet", fleet));
    }

    @BeforeAll
    void deployTwoStacks() throws InterruptedException {
        fleet.commit("steady", "1");
        fleet.commit("shaky", "1");
        up.startReady();
        Longshore.Result sync = up.run("sync", "fleet", "--wait");
        assertThat(sync.exitCode())
                .as(sync.out() + sync.err() + up.process().err())
                .isZero();
    }

    @AfterAll
    void stopEverything() {
        up.close();
        Docker.remove(fleet.project("steady"));
        Docker.remove(fleet.project("shaky"));
    }

    @Test
    void syncWaitsForTheHostsAndPrintsWhatTheyRun() throws Exception {
        String commit = fleet.commit("steady", "2");

        Longshore.Result sync = up.run("sync", "fleet", "--wait");

        assertThat(sync.exitCode()).as(sync.out() + sync.err()).isZero();
        assertThat(sync.out())
                .contains("STACK", "STATE")
                .containsPattern("fleet/steady +e2e +IN_SYNC +HEALTHY +main@" + commit.substring(0, 7));
        assertThat(Docker.versions(fleet.project("steady"))).containsExactly("2");
    }

    @Test
    void syncWithoutWaitingOnlyAsks() throws Exception {
        Longshore.Result sync = up.run("sync", "fleet");

        assertThat(sync.exitCode()).isZero();
        assertThat(sync.out()).startsWith("requested: ");
    }

    @Test
    void syncFailsWithThePushItWaitsFor() throws Exception {
        fleet.commit("shaky", "bad", Repository.CRASH);
        try {
            Longshore.Result sync = up.run("sync", "fleet", "--wait");

            assertThat(sync.exitCode()).as(sync.out() + sync.err()).isEqualTo(1);
            assertThat(sync.out()).containsPattern("fleet/shaky +e2e +ERROR").contains("health.");
            assertThat(Docker.versions(fleet.project("shaky"))).doesNotContain("bad");
        } finally {
            fleet.commit("shaky", "good");
            assertThat(up.run("sync", "fleet", "--wait").exitCode()).isZero();
        }
    }

    @Test
    void syncKnowsNoOtherRepository() throws Exception {
        Longshore.Result sync = up.run("sync", "nosuch", "--wait");

        assertThat(sync.exitCode()).isEqualTo(4);
        assertThat(sync.err()).contains("nosuch");
    }

    @Test
    void syncHearsFromTheSyncerThatARepositoryIsUnknown() throws Exception {
        Path other = directory.resolve("other.yaml");
        Files.writeString(other, Files.readString(up.config()).replace("name: fleet", "name: ghost"));

        Longshore.Result sync = Longshore.run(directory, "sync", "ghost", "--wait", "-c", other.toString());

        assertThat(sync.exitCode()).as(sync.out() + sync.err()).isEqualTo(4);
    }

    @Test
    void syncGivesUpWaiting() throws Exception {
        Longshore.Result sync = up.run("sync", "fleet", "--wait", "--timeout", "1ms");

        assertThat(sync.exitCode()).isEqualTo(75);
        assertThat(sync.err()).contains("timed out");
    }

    @Test
    void statusIsATableForPeople() throws Exception {
        Longshore.Result status = up.run("status");

        assertThat(status.exitCode()).isZero();
        assertThat(status.out()).contains("STACK", "fleet/steady", "fleet/shaky");
    }

    @Test
    void statusOfOneStackIsJsonForScripts() throws Exception {
        Longshore.Result status = up.run("status", "steady", "-o", "json");

        assertThat(status.exitCode()).isZero();
        JsonNode rows = JSON.readTree(status.out());
        assertThat(rows).hasSize(1);
        JsonNode row = rows.get(0);
        assertThat(row.path("stack").asText()).isEqualTo("fleet/steady");
        assertThat(row.path("host").asText()).isEqualTo("e2e");
        assertThat(row.path("repository").asText()).isEqualTo("fleet");
        assertThat(row.path("state").asText()).isEqualTo("IN_SYNC");
        assertThat(row.path("health").asText()).isEqualTo("HEALTHY");
        assertThat(row.path("actualRevision").asText())
                .matches("main@sha1:[0-9a-f]{40}")
                .isEqualTo(row.path("goldenRevision").asText());
        assertThat(row.path("history").size()).isBetween(1, 5);
    }

    @Test
    void statusKnowsNoOtherStack() throws Exception {
        Longshore.Result status = up.run("status", "fleet/nosuch");

        assertThat(status.exitCode()).isEqualTo(4);
        assertThat(status.err()).contains("fleet/nosuch");
    }

    @Test
    void aPersonRollsBackAndRetries() throws Exception {
        String first = fleet.commit("shaky", "first");
        assertThat(up.run("sync", "fleet", "--wait").exitCode()).isZero();
        String second = fleet.commit("shaky", "second");
        assertThat(up.run("sync", "fleet", "--wait").exitCode()).isZero();

        Longshore.Result back = up.run("rollback", "shaky", "--to", first.substring(0, 7), "--wait");

        assertThat(back.exitCode()).as(back.out() + back.err()).isZero();
        assertThat(back.out())
                .contains("e2e  deployment.rolledback", "back to main@" + first.substring(0, 7), "command.rollback");
        assertThat(Docker.versions(fleet.project("shaky"))).containsExactly("first");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(up.run("status", "shaky").out())
                        .containsPattern("fleet/shaky +e2e +DRIFTED +HEALTHY +main@" + first.substring(0, 7) + " +main@"
                                + second.substring(0, 7)));
        assertThat(up.run("sync", "fleet", "--wait").exitCode())
                .as("a rollback holds, and a sync does not wait for its end")
                .isZero();

        Longshore.Result retry = up.run("retry", "fleet/shaky", "--wait");

        assertThat(retry.exitCode()).as(retry.out() + retry.err()).isZero();
        assertThat(Docker.versions(fleet.project("shaky"))).containsExactly("second");
    }

    @Test
    void aPersonSuspendsAndResumes() throws Exception {
        Longshore.Result suspend = up.run("suspend", "fleet/steady", "--host", "e2e", "--wait");

        assertThat(suspend.exitCode()).as(suspend.out() + suspend.err()).isZero();
        assertThat(suspend.out()).contains("e2e  deployment.suspended");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(up.run("status", "steady").out()).containsPattern("fleet/steady +e2e +\\w+ +SUSPENDED"));
        fleet.commit("steady", "while-suspended");
        Longshore.Result sync = up.run("sync", "fleet", "--wait");
        assertThat(sync.out()).contains("stack.suspended");
        assertThat(Docker.versions(fleet.project("steady"))).doesNotContain("while-suspended");

        Longshore.Result resume = up.run("resume", "steady", "--wait");

        assertThat(resume.exitCode()).as(resume.out() + resume.err()).isZero();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Docker.versions(fleet.project("steady")))
                        .containsExactly("while-suspended"));
        assertThat(up.run("sync", "fleet", "--wait").exitCode()).isZero();
    }

    @Test
    void aRollbackToNowhereFailsAndNamesWhatIsKept() throws Exception {
        Longshore.Result back = up.run("rollback", "fleet/steady", "--to", "abcdef0", "--wait");

        assertThat(back.exitCode()).as(back.out() + back.err()).isEqualTo(1);
        assertThat(back.out()).contains("command.unknown_revision", "abcdef0", "kept on this host: main@");
    }

    @Test
    void aPersonCanOnlyAskForWhatThereIs() throws Exception {
        Longshore.Result stack = up.run("suspend", "nosuch");
        Longshore.Result host = up.run("suspend", "steady", "--host", "nosuch");
        Longshore.Result late = up.run("resume", "steady", "--wait", "--timeout", "1ms");

        assertThat(List.of(stack.exitCode(), host.exitCode(), late.exitCode())).containsExactly(4, 4, 75);
        assertThat(host.err()).contains("does not run on nosuch, but on e2e");
    }

    @Test
    void eventsAreLinesForPeople() throws Exception {
        Longshore.Result events = up.run("events");

        assertThat(events.exitCode()).isZero();
        assertThat(events.out())
                .contains(
                        "sync.requested", "source.changed", "revision.changed", "deployment.succeeded", "fleet/steady");
    }

    @Test
    void eventsAreCloudEventsForScripts() throws Exception {
        Longshore.Result events = up.run("events", "-o", "json", "--stack", "fleet/steady", "--type", "deployment.*");

        assertThat(events.exitCode()).isZero();
        List<String> lines = events.out().lines().toList();
        assertThat(lines).isNotEmpty();
        for (String line : lines) {
            JsonNode event = JSON.readTree(line);
            assertThat(event.path("specversion").asText()).isEqualTo("1.0");
            assertThat(event.path("id").asText()).isNotEmpty();
            assertThat(event.path("source").asText()).startsWith("/longshore/applier/");
            assertThat(event.path("type").asText())
                    .startsWith("dev.longshore.deployment.")
                    .endsWith(".v1");
            assertThat(event.path("subject").asText()).isEqualTo("fleet/steady");
            assertThat(event.path("data").path("host").asText()).isEqualTo("e2e");
        }
    }

    @Test
    void followedEventsComeUntilTheCommandIsStopped() throws Exception {
        try (Longshore follow = up.startCommand("events", "--follow")) {
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(up.run("sync", "fleet").exitCode()).isZero();
                assertThat(follow.out()).contains("sync.requested");
            });

            follow.terminate();

            assertThat(follow.awaitExit(Duration.ofSeconds(10))).isEqualTo(143);
            assertThat(follow.err()).isEmpty();
        }
    }

    @Test
    void coloursAreOnlyForTerminals() throws Exception {
        assertThat(up.run("status").out()).doesNotContainPattern(COLOUR);
        assertThat(onTerminal("TERM=xterm")).containsPattern(COLOUR);
        assertThat(onTerminal("TERM=xterm", "NO_COLOR=1")).contains("IN_SYNC").doesNotContainPattern(COLOUR);
    }

    /** What {@code longshore status} prints on a terminal with these variables. */
    private String onTerminal(String... environment) {
        String status =
                String.join(" ", Longshore.command("status", "-c", up.config().toString()));
        String command = "env -u NO_COLOR " + String.join(" ", environment) + " " + status;
        return Commands.output(List.of("script", "-qec", command, "/dev/null"));
    }
}
