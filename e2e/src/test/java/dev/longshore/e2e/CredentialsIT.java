/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** No credential of Longshore's is where others can read it, however the day went. */
@EnabledIf("dev.longshore.e2e.Docker#isAvailable")
final class CredentialsIT {
    private static final Pattern BROKER_PASSWORD = Pattern.compile("password=\\\\?\"([^\"\\\\]+)");
    private static final String USER = "deployer";

    private final String gitPassword = "git-" + UUID.randomUUID();
    private final String webhookSecret = "hook-" + UUID.randomUUID();
    private final String apiToken = "api-" + UUID.randomUUID();
    private final StringBuilder answers = new StringBuilder();
    private final StringBuilder inspections = new StringBuilder();
    private final StringBuilder outputs = new StringBuilder();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Repository fleet;
    private final GitServer git;
    private final Up up;
    private final Webhook webhook;

    CredentialsIT(@TempDir Path directory) throws IOException {
        this.fleet = new Repository(directory.resolve("git/fleet"), "e2e-cred-" + Ports.free(), "web");
        this.git = new GitServer(directory.resolve("git"));
        Path password = SecretFile.write(directory.resolve("git-password"), gitPassword);
        this.up = new Up(
                directory.resolve("up"),
                webhookSecret,
                apiToken,
                "{name: fleet, url: \"" + git.url("fleet/.git") + "\", branch: main, auth: {username: " + USER
                        + ", password: {file: " + password + "}}}");
        this.webhook = up.webhook();
    }

    @AfterEach
    void stopEverything() {
        up.close();
        git.close();
        Docker.remove(fleet.project("web"));
    }

    @Test
    void areFoundNowhere() throws Exception {
        String arguments = liveThroughADay();

        Map<String, String> places = new LinkedHashMap<>();
        places.put("an output", outputs.toString());
        places.put("a topic", TopicDump.of(up.data()));
        places.put("an HTTP answer", answers + webhook.answers());
        places.put("a container", inspections.toString());
        places.put("a process argument", arguments);
        assertThatTheSearchSees(places);
        for (Map.Entry<String, String> credential : credentials().entrySet()) {
            places.forEach((place, content) -> assertThat(content.contains(credential.getValue()))
                    .as(credential.getKey() + " in " + place)
                    .isFalse());
        }
    }

    /** Two good pushes, a broken one, wrong secrets and tokens, and a Git host that turns us away. */
    private String liveThroughADay() throws Exception {
        git.require(USER, gitPassword);
        fleet.commit("web", "1");
        Longshore process = up.start("--log-level", "debug");
        try (ArgumentWatch watch = new ArgumentWatch(process.handle())) {
            process.awaitReady(up.managementPort());
            awaitVersion("1");
            assertThat(webhook.deliver("fleet", fleet.commit("web", "2"))).isEqualTo(202);
            awaitVersion("2");
            inspections.append(
                    Docker.run("inspect", Docker.running(fleet.project("web")).get(0)));
            fleet.commit("web", "broken", Repository.CRASH);
            run(1, "sync", "fleet", "--wait");
            turnAway();
            git.require(USER, "another password");
            run(1, "sync", "fleet", "--wait");
            run(0, "status", "-o", "json");
            run(0, "events", "-o", "json");
            outputs.append(process.out()).append(process.err());
            return watch.seen();
        }
    }

    private void turnAway() throws Exception {
        Webhook stranger = new Webhook(up.ingressPort(), Up.WEBHOOK, "not the secret");
        assertThat(stranger.deliver("fleet", "0".repeat(40))).isEqualTo(401);
        answers.append(stranger.answers());
        assertThat(askForSync("not the token")).isEqualTo(401);
        assertThat(askForSync(apiToken)).isEqualTo(202);
        get("/health/ready");
        get("/metrics");
    }

    private int askForSync(String token) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + up.ingressPort() + "/api/repositories/fleet/sync"))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    private void get(String path) throws IOException, InterruptedException {
        URI url = URI.create("http://127.0.0.1:" + up.managementPort() + path);
        assertThat(send(HttpRequest.newBuilder(url).build())).isEqualTo(200);
    }

    private int send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        answers.append(answer.headers().map()).append(answer.body()).append('\n');
        return answer.statusCode();
    }

    private void run(int exitCode, String... arguments) throws InterruptedException {
        Longshore.Result result = up.run(arguments);
        assertThat(result.exitCode())
                .as(() -> String.join(" ", arguments) + "\n" + result.out() + result.err())
                .isEqualTo(exitCode);
        outputs.append(result.out()).append(result.err());
    }

    private void awaitVersion(String version) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(Docker.versions(fleet.project("web")))
                .as(() -> up.process().out())
                .containsExactly(version));
    }

    /** What is there is found: else a search of the wrong places would find nothing too. */
    private static void assertThatTheSearchSees(Map<String, String> places) {
        assertThat(places.get("an output")).contains("deployment.succeeded", "source.auth", " DEBUG ");
        assertThat(places.get("a topic"))
                .contains("longshore.revision fleet/web", "ce_type=", "version 2 of web")
                .as("unpacked bundles")
                .contains("environment: {VERSION: \"2\"}");
        assertThat(places.get("an HTTP answer")).contains("accepted", "401", "jvm_memory_used_bytes", "ready");
        assertThat(places.get("a container")).contains("VERSION=2", "dev.longshore.");
        assertThat(places.get("a process argument"))
                .contains("dev.longshore.cli.Main up", "config --format json", "up --detach");
    }

    private Map<String, String> credentials() throws IOException {
        Map<String, String> credentials = new LinkedHashMap<>();
        credentials.put("the Git password", gitPassword);
        credentials.put(
                "the Git authorization", GitServer.basic(USER, gitPassword).substring("Basic ".length()));
        credentials.put("the webhook secret", webhookSecret);
        credentials.put("the API token", apiToken);
        Matcher broker = BROKER_PASSWORD.matcher(Files.readString(up.data().resolve("broker.properties")));
        assertThat(broker.find()).isTrue();
        credentials.put("the broker's password", broker.group(1));
        Map.copyOf(credentials)
                .forEach((name, value) -> credentials.put(
                        name + " in base 64",
                        Base64.getEncoder().withoutPadding().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
        return credentials;
    }
}
