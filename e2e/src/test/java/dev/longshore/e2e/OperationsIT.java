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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.kafka.KafkaContainer;

/**
 * The procedures of {@code docs/operations.md}, one after the other, on an installation with a stack that is well, one that was rolled back,
 * one that a person suspended and one that a person holds back. None of them may restart a container.
 */
@EnabledIf("dev.longshore.e2e.Docker#isAvailable")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class OperationsIT {
    private static final List<String> STACKS = List.of("well", "bad", "paused", "held");
    private static final List<String> SERVICES = List.of("reconciler", "syncer", "applier", "ingress");
    private static final int APPLIER = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final Repository fleet;
    private final Up up;
    private final KafkaContainer kafka = new KafkaContainer("apache/kafka:4.3.1");
    private final List<Longshore> services = new ArrayList<>();
    private String first = "";
    private Map<String, List<String>> starts = Map.of();

    OperationsIT(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.fleet =
                new Repository(directory.resolve("fleet"), "e2e-ops-" + Ports.free(), STACKS.toArray(String[]::new));
        this.up = new Up(directory.resolve("up"), "ops-secret", "ops-token", Up.entry("fleet", fleet));
    }

    @BeforeAll
    void install() throws Exception {
        STACKS.forEach(stack -> fleet.commit(stack, "1"));
        first = "main@sha1:" + fleet.git("rev-parse", "HEAD").strip();
        up.startReady();
        sync(0);
        assertDone("suspend", "fleet/paused", "--wait");
        fleet.commit("bad", "2", Repository.CRASH);
        fleet.commit("held", "2");
        sync(1);
        assertDone("rollback", "fleet/held", "--to", first.substring(first.indexOf(':') + 1), "--wait");
        fleet.commit("paused", "2");
        assertDone("sync", "fleet");
        awaitStories();
        starts = starts();
    }

    @AfterAll
    void takeDown() {
        services.forEach(Longshore::terminate);
        services.forEach(Longshore::close);
        up.close();
        CdEventsOfARun told = CdEventsOfARun.of(kafka);
        kafka.stop();
        STACKS.forEach(stack -> Docker.remove(fleet.project(stack)));
        assertThat(told.violations()).isEmpty();
    }

    @Test
    @Order(1)
    void recoversWhenTheBrokerAndTheMirrorsAreLost() throws Exception {
        up.process().kill();
        delete(up.data().resolve("broker"));
        delete(up.data().resolve("syncer"));

        up.startReady();

        awaitStories();
        assertThat(starts()).isEqualTo(starts);
        deploysTheNextPush("2");
    }

    @Test
    @Order(2)
    void movesFromOneProcessToKafkaAndFourServices() throws Exception {
        up.process().terminate();
        assertThat(up.process().awaitExit(Duration.ofSeconds(40))).isEqualTo(143);
        kafka.start();
        String line = "kafka: {bootstrapServers: \"" + kafka.getBootstrapServers() + "\"}\n";
        Files.writeString(up.config(), line + Files.readString(up.config()));

        for (String service : SERVICES) {
            start(service, Files.readString(up.config()));
        }

        awaitStories();
        assertThat(starts()).isEqualTo(starts);
        deploysTheNextPush("3");
    }

    @Test
    @Order(3)
    void whatPeopleAskedForBeforeCanStillBeUndone() throws Exception {
        assertDone("resume", "fleet/paused", "--wait");
        awaitVersion("paused", "2");
        assertThat(Docker.starts(fleet.project("bad"))).isEqualTo(starts.get("bad"));
        assertThat(Docker.starts(fleet.project("held"))).isEqualTo(starts.get("held"));
        fleet.commit("bad", "3");
        fleet.commit("held", "3");
        sync(0);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            for (JsonNode row : status().values()) {
                assertThat(row.path("state").asText()).as(row.toString()).isEqualTo("IN_SYNC");
                assertThat(row.path("health").asText()).as(row.toString()).isEqualTo("HEALTHY");
            }
        });
    }

    @Test
    @Order(4)
    void aHostThatForgotEverythingTouchesNothingThatIsAsItShouldBe() throws Exception {
        Map<String, List<String>> before = starts();
        Longshore applier = services.get(APPLIER);
        applier.terminate();
        assertThat(applier.awaitExit(Duration.ofSeconds(40))).isEqualTo(143);
        delete(up.data().resolve("applier"));

        start("applier", Files.readString(up.config()));
        sync(0);

        assertThat(starts()).isEqualTo(before);
    }

    private void deploysTheNextPush(String version) throws InterruptedException {
        String commit = fleet.commit("well", version);
        assertThat(up.webhook().deliver("fleet", commit)).isEqualTo(202);
        awaitVersion("well", version);
        Map<String, List<String>> now = starts();
        assertThat(now.get("well")).isNotEqualTo(starts.get("well"));
        starts.put("well", now.get("well"));
        assertThat(now).isEqualTo(starts);
    }

    /** What a person reads of each stack, before and after. */
    private void awaitStories() {
        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            Map<String, JsonNode> rows = status();
            assertStory(row(rows, "well"), "IN_SYNC", "HEALTHY", "");
            assertStory(row(rows, "bad"), "ERROR", "HEALTHY", "revision.quarantined|health.*");
            assertStory(row(rows, "paused"), "DRIFTED", "SUSPENDED", "stack.suspended");
            assertStory(row(rows, "held"), "DRIFTED", "HEALTHY", "command.rollback");
            for (String stack : List.of("bad", "paused", "held")) {
                assertThat(row(rows, stack).path("actualRevision").asText())
                        .as(stack)
                        .isEqualTo(first);
                assertThat(row(rows, stack).path("goldenRevision").asText())
                        .as(stack)
                        .isEqualTo(first);
            }
        });
    }

    private static JsonNode row(Map<String, JsonNode> rows, String stack) {
        return Objects.requireNonNull(rows.get(stack), stack);
    }

    private static void assertStory(JsonNode row, String state, String health, String reason) {
        assertThat(row.path("state").asText()).as(row.toString()).isEqualTo(state);
        assertThat(row.path("health").asText()).as(row.toString()).isEqualTo(health);
        assertThat(row.path("reason").asText()).as(row.toString()).matches(reason);
    }

    /** By name of the stack; one that has no status yet is missing. */
    private Map<String, JsonNode> status() throws Exception {
        Longshore.Result result = up.run("status", "-o", "json");
        assertThat(result.exitCode()).as(result.err()).isZero();
        Map<String, JsonNode> rows = new TreeMap<>();
        for (JsonNode row : JSON.readTree(result.out())) {
            rows.put(row.path("stack").asText().replace("fleet/", ""), row);
        }
        assertThat(rows.keySet()).containsExactlyInAnyOrderElementsOf(STACKS);
        return rows;
    }

    private void start(String service, String config) throws IOException {
        int port = Ports.free();
        Path file = directory.resolve(service + ".yaml");
        Files.writeString(file, config.replace("127.0.0.1:" + up.managementPort(), "127.0.0.1:" + port));
        Longshore process = Longshore.start(directory, service, service, "-c", file.toString());
        services.add(process);
        process.awaitReady(port);
    }

    private Map<String, List<String>> starts() {
        Map<String, List<String>> starts = new TreeMap<>();
        STACKS.forEach(stack -> starts.put(stack, Docker.starts(fleet.project(stack))));
        return starts;
    }

    private void awaitVersion(String stack, String version) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(Docker.versions(fleet.project(stack)))
                .as(this::logs)
                .containsExactly(version));
    }

    private void sync(int exitCode) throws InterruptedException {
        Longshore.Result sync = up.run("sync", "fleet", "--wait");
        assertThat(sync.exitCode()).as(sync.out() + sync.err() + logs()).isEqualTo(exitCode);
    }

    private void assertDone(String... command) throws InterruptedException {
        Longshore.Result result = up.run(command);
        assertThat(result.exitCode()).as(result.out() + result.err() + logs()).isZero();
    }

    private String logs() {
        StringBuilder logs = new StringBuilder(up.process().err());
        services.forEach(service -> logs.append(service.err()));
        return logs.toString();
    }

    private static void delete(Path folder) {
        assertThat(folder).isDirectory();
        Commands.output(List.of("rm", "-r", folder.toString()));
    }
}
