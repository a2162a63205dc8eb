/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What a person who pushed is told by {@code longshore explain}, and the world in CDEvents: one installation, one stack a story. */
@EnabledIf("dev.longshore.e2e.Docker#isAvailable")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ExplainIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern EVENT_ID = Pattern.compile("\"eventId\":\"([^\"]+)\"");
    private static final List<String> STACKS = List.of("shop", "gated", "guarded");
    private static final Path SCHEMA = Path.of("..", "docs", "schema", "explanation.schema.json");

    private final Path directory;
    private final Repository fleet;
    private final Repository lost;
    private final Up up;
    private final Webhook webhook;

    ExplainIT(@TempDir Path directory) throws IOException {
        this.directory = directory;
        String project = "e2e-explain-" + Ports.free();
        this.fleet = new Repository(directory.resolve("fleet"), project, STACKS.toArray(String[]::new));
        this.lost = new Repository(directory.resolve("lost"), project, "app");
        this.up = new Up(
                directory.resolve("up"),
                "explain-secret",
                "explain-token",
                Up.entry("fleet", fleet),
                Up.entry("lost", lost));
        this.webhook = up.webhook();
    }

    @BeforeAll
    void deployEveryStack() throws InterruptedException {
        STACKS.forEach(stack -> fleet.commit(stack, "1"));
        lost.commit("app", "1");
        up.startReady();
        assertThat(up.run("sync", "fleet", "--wait").exitCode()).isZero();
        assertThat(up.run("sync", "lost", "--wait").exitCode()).isZero();
    }

    @AfterAll
    void stopEverything() {
        up.close();
        STACKS.forEach(stack -> Docker.remove(fleet.project(stack)));
        Docker.remove(lost.project("app"));
    }

    @Test
    @Order(1)
    void aPushThatDeployed() throws Exception {
        String commit = fleet.commit("shop", "2");
        deliver("fleet", commit, "delivery-shop");

        JsonNode story = await("fleet/shop", host -> code(host).equals("deployed") && runs(host, commit));

        JsonNode host = story.at("/hosts/0");
        assertThat(host.at("/whyRestarted/text").asText())
                .contains("app was recreated (environment VERSION)", "version 2 of shop", "the push of anna");
        JsonNode request = story.at("/desired/look/requests/0");
        assertThat(request.path("deliveryId").asText()).isEqualTo("delivery-shop");
        assertThat(request.path("webhook").asText()).isEqualTo(Up.WEBHOOK);
        assertThat(story.at("/desired/look/affected")).hasSize(1);
        assertThat(host.at("/running/steps").findValuesAsText("event"))
                .containsExactly("deployment.started", "deployment.succeeded");
        assertThat(host.at("/running/steps/1/phases").fieldNames())
                .toIterable()
                .contains("fetch", "validate", "up", "gate");
        assertThat(text("shop"))
                .contains(
                        "on e2e: main@" + commit.substring(0, 7) + " runs",
                        "push       by anna",
                        "delivery delivery-shop")
                .contains("succeeded  attempt 1; ", "app              recreated  environment VERSION");
    }

    @Test
    @Order(2)
    void aPushOfAReadmeOnly() throws Exception {
        fleet.write("README.md", "How this works.");
        String commit = fleet.commitAll("say how it works");
        deliver("fleet", commit, "delivery-readme");

        JsonNode story = await("fleet/shop", host -> code(host).equals("stack.unchanged"));

        assertThat(story.at("/hosts/0/whyNotDeployed/text").asText())
                .startsWith("The push of anna (delivery delivery-readme) brought main@" + commit.substring(0, 7)
                        + ", which changes nothing in fleet/shop, so there was nothing to deploy. ");
        assertThat(story.at("/deliveries/0/outcome").asText()).isEqualTo("source.changed");
        assertThat(story.at("/deliveries/0/affected").asBoolean()).isFalse();
    }

    @Test
    @Order(3)
    void aPushThatWasRolledBack() throws Exception {
        String commit = fleet.commit("gated", "2", Repository.CRASH);
        deliver("fleet", commit, "delivery-gated");

        JsonNode story = await("fleet/gated", host -> code(host).equals("health.exited"));

        JsonNode host = story.at("/hosts/0");
        assertThat(host.at("/whyNotDeployed/text").asText())
                .contains("did not pass its gate", "status 7", "is in quarantine", "longshore retry fleet/gated");
        assertThat(host.path("quarantined").get(0).asText()).endsWith(commit);
        assertThat(host.path("runs").asText()).doesNotContain(commit);
        assertThat(host.at("/whyRestarted/text").asText()).contains("was brought back, because");
        assertThat(host.at("/desired/steps").findValuesAsText("event"))
                .containsExactly("deployment.started", "deployment.rolledback");
        assertThat(text("gated")).contains("\n  running: main@", "\n  desired: main@" + commit.substring(0, 7));
    }

    @Test
    @Order(4)
    void aPushThatTheHostRefused() throws Exception {
        fleet.write("guarded/compose.yaml", """
                services:
                  app:
                    image: busybox:1.37
                    command: sleep 3600
                    privileged: true
                """);
        deliver("fleet", fleet.commitAll("ask for the machine"), "delivery-guarded");

        JsonNode story = await("fleet/guarded", host -> code(host).equals("policy.host"));

        assertThat(story.at("/hosts/0/whyNotDeployed/text").asText())
                .contains("The host refused", "compose.yaml:5", "services.app.privileged", " runs on.");
    }

    @Test
    @Order(5)
    void aPushToARepositoryThatCannotBeRead() throws Exception {
        Path moved = Files.move(directory.resolve("lost"), directory.resolve("elsewhere"));
        try {
            deliver("lost", "a".repeat(40), "delivery-lost");

            JsonNode story = await("lost/app", host -> code(host).startsWith("source."));

            assertThat(story.at("/hosts/0/whyNotDeployed/text").asText())
                    .startsWith(
                            "The push of anna (delivery delivery-lost) was looked at, but the repository cannot be read: ")
                    .endsWith("What was announced before stays in force.");
            assertThat(story.at("/sourceProblem/reason").asText()).startsWith("source.");
            assertThat(story.at("/deliveries/0/outcome").asText()).isEqualTo("source.failed");
        } finally {
            Files.move(moved, directory.resolve("lost"));
        }
    }

    @Test
    @Order(6)
    void aRestartThatDriftLedTo() throws Exception {
        Docker.run("stop", Docker.running(fleet.project("shop")).get(0));

        JsonNode story = await(
                "fleet/shop", host -> host.at("/whyRestarted/code").asText().equals("drift.corrected"));

        assertThat(story.at("/hosts/0/whyRestarted/text").asText())
                .contains("app was restarted (stopped): what ran was not what was applied, and was put right in ");
    }

    @Test
    @Order(7)
    void everyDeliveryHasExactlyOneEnd() throws Exception {
        String head = fleet.git("rev-parse", "HEAD").strip();
        for (int i = 0; i < 5; i++) {
            deliver("fleet", head, "delivery-again"); // a redelivery is an ordinary push
        }
        List<String> accepted = EVENT_ID.matcher(webhook.answers())
                .results()
                .map(id -> id.group(1))
                .toList();

        JsonNode fleetStory = await("fleet/shop", host -> code(host).equals("source.unchanged"));
        JsonNode lostStory = await("lost/app", host -> true);

        List<String> ended = new ArrayList<>();
        for (JsonNode story : List.of(fleetStory, lostStory)) {
            story.path("deliveries").forEach(delivery -> {
                if (delivery.at("/request/trigger").asText().equals("push")) {
                    assertThat(delivery.path("outcome").asText()).isNotEqualTo("waiting");
                    ended.add(delivery.at("/request/eventId").asText());
                }
            });
        }
        assertThat(accepted).hasSize(10);
        assertThat(ended).containsExactlyInAnyOrderElementsOf(accepted);
    }

    @Test
    @Order(8)
    void aStackThatThereIsNot() throws Exception {
        Longshore.Result unknown = up.run("explain", "fleet/nobody");
        Longshore.Result malformed = up.run("explain", "Fleet/shop");

        assertThat(unknown.exitCode()).isEqualTo(4);
        assertThat(unknown.err())
                .contains(
                        "no stack is named fleet/nobody",
                        "repository fleet: the push of anna (delivery delivery-again) came");
        assertThat(malformed.exitCode()).isEqualTo(2);
    }

    @Test
    @Order(9)
    void everyCdEventOfTheRunIsValid() throws Exception {
        CdEventsOfARun events = Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> CdEventsOfARun.of(up.data()), read -> !read.events("incident.resolved", "fleet/shop")
                        .isEmpty());

        assertThat(events.violations()).isEmpty();
        assertThat(new TreeSet<>(events.types()))
                .contains(
                        "dev.cdevents.environment.created.0.3.0",
                        "dev.cdevents.incident.detected.0.3.0",
                        "dev.cdevents.incident.resolved.0.3.0",
                        "dev.cdevents.service.deployed.0.3.0",
                        "dev.cdevents.service.rolledback.0.3.0",
                        "dev.cdevents.service.upgraded.0.3.0",
                        "dev.cdeventsx.longshore-deployment.started.0.1.0");
        JsonNode upgraded = events.events("service.upgraded", "fleet/shop").get(0);
        assertThat(upgraded.at("/subject/content/artifactId").asText())
                .matches("pkg:oci/busybox@sha256%3A[0-9a-f]{64}\\?tag=1\\.37");
        assertThat(upgraded.at("/context/chainId").asText())
                .isEqualTo(explain("fleet/shop")
                        .at("/desired/look/requests/0/eventId")
                        .asText());
        assertThat(upgraded.at("/context/links").findValuesAsText("linkType"))
                .containsExactly("PATH", "RELATION", "END");
        assertThat(events.events("longshore-deployment.started", "fleet/shop").stream()
                        .map(started -> started.at("/context/id").asText()))
                .contains(upgraded.at("/context/links/0/from/contextId").asText());
    }

    private void deliver(String repository, String commit, String deliveryId) throws InterruptedException {
        assertThat(webhook.deliver(repository, commit, "anna", deliveryId)).isEqualTo(202);
    }

    /** The explanation, once it is what is expected of its one host: hosts tell when they are done. */
    private JsonNode await(String stack, Predicate<JsonNode> expected) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> explain(stack), story -> expected.test(story.at("/hosts/0")));
    }

    private JsonNode explain(String stack) throws Exception {
        Longshore.Result result = up.run("explain", stack, "-o", "json");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(Files.readString(SCHEMA), InputFormat.JSON)
                        .validate(result.out(), InputFormat.JSON))
                .isEmpty();
        return JSON.readTree(result.out());
    }

    /** What a person sees; the short name is enough. */
    private String text(String stack) throws InterruptedException {
        Longshore.Result result = up.run("explain", stack);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out();
    }

    private static String code(JsonNode host) {
        return host.at("/whyNotDeployed/code").asText();
    }

    private static boolean runs(JsonNode host, String commit) {
        return host.path("runs").asText().endsWith(commit);
    }
}
