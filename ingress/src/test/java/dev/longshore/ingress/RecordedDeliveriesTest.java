/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.PushReceived;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.WebhookConfig;
import dev.longshore.events.config.WebhookOptions;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Deliveries and signatures recorded by others, which are not ours to copy: runs where their folder exists, named by the system property
 * or environment variable below, else beside the repository. Elsewhere there is nothing to run, and so nothing to skip.
 */
class RecordedDeliveriesTest {
    private static final long MAX_BODY = 4 << 20;
    private static final Path FOLDER = Path.of(System.getProperty(
                    "longshore.fixtures", System.getenv().getOrDefault("LONGSHORE_FIXTURES", "../../shared/fixtures")))
            .resolve("webhooks");

    @TestFactory
    Stream<DynamicTest> readsRecordedDeliveries() throws IOException {
        return rows("INDEX.tsv").map(row -> DynamicTest.dynamicTest(row.get("file"), () -> checkDelivery(row)));
    }

    @TestFactory
    Stream<DynamicTest> judgesKnownSignatures() throws IOException {
        return rows("vectors.tsv").map(row -> DynamicTest.dynamicTest(row.get("id"), () -> checkSignature(row)));
    }

    private static Stream<Row> rows(String file) throws IOException {
        if (!Files.isRegularFile(FOLDER.resolve(file))) {
            return Stream.empty();
        }
        List<String[]> lines = Files.readAllLines(FOLDER.resolve(file)).stream()
                .map(line -> line.split("\t", -1))
                .toList();
        String[] names = lines.get(0);
        return lines.stream().skip(1).map(cells -> row(names, cells));
    }

    private static Row row(String[] names, String[] cells) {
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < Math.min(names.length, cells.length); i++) {
            row.put(names[i], cells[i]);
        }
        return new Row(row);
    }

    private record Row(Map<String, String> cells) {
        String get(String column) {
            return cells.getOrDefault(column, "");
        }

        WebhookConfig.Provider provider() {
            return WebhookConfig.Provider.named(get("provider")).orElseThrow();
        }
    }

    private static TestIngress ingress(
            WebhookConfig.Provider provider, String secret, RepositoryConfig repository, Instant now) throws Exception {
        var config = TestIngress.config(TestIngress.webhook("hook", provider, secret, WebhookOptions.DEFAULT));
        return new TestIngress(
                new IngressVerticle.Settings(config, List.of(repository), List.of()),
                new IngressLimits(
                        MAX_BODY, MAX_BODY, 16, Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(4)),
                now);
    }

    private static void checkDelivery(Row row) throws Exception {
        byte[] body = Files.readAllBytes(FOLDER.resolve(row.get("file")));
        RepositoryConfig repository = TestIngress.repository("recorded", url(row), null);
        try (TestIngress ingress = ingress(row.provider(), TestIngress.SECRET, repository, TestIngress.NOW)) {
            HttpResponse<String> answer = ingress.send(Signing.of(row.provider(), ingress, event(row), body));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            assertThat(answer.body()).doesNotContain("unknown repository");
            boolean accepted = row.get("expected_kind").matches("branch-(create|update)(-forced)?");
            assertThat(answer.body()).contains(accepted ? "\"accepted\"" : "\"ignored\"");
            assertThat(ingress.published).hasSize(accepted ? 1 : 0);
            if (accepted) {
                PushReceived push = (PushReceived) ingress.published.get(0).event();
                assertThat(push.ref()).isEqualTo("refs/heads/" + row.get("expected_branch"));
                assertThat(push.after()).isEqualTo(row.get("expected_after"));
            }
        }
    }

    private static String url(Row row) {
        String url = row.get("expected_clone_url");
        if (url.startsWith("(none in payload; match project/slug ")) {
            return "https://git.example/scm/" + url.replaceAll(".*slug |\\)", "") + ".git";
        }
        return url.equals("-") ? "https://git.example/any/any" : url;
    }

    private static String event(Row row) {
        return row.get("event_header").replaceFirst("^X-[A-Za-z-]+: ", "");
    }

    private static void checkSignature(Row row) throws Exception {
        byte[] body = Files.readAllBytes(FOLDER.resolve(row.get("payload_file")));
        RepositoryConfig repository = TestIngress.repository("recorded", "https://git.example/any/any", null);
        Map<String, String> extra = new HashMap<>();
        Arrays.stream(row.get("extra").split(";", -1))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .forEach(pair -> extra.put(pair[0], pair[1]));
        // Right as arithmetic, and refused all the same: SHA-1 always, old time stamps by a clock of today.
        boolean isRight =
                row.get("expect").equals("accept") && !row.get("value").startsWith("sha1=");
        Instant sent = Instant.ofEpochSecond(Long.parseLong(extra.getOrDefault("webhook-timestamp", "0")));
        boolean isTimed = extra.containsKey("webhook-timestamp");
        for (Instant now : isTimed ? List.of(sent.plusSeconds(300), sent.plusSeconds(301)) : List.of(TestIngress.NOW)) {
            boolean isTimely = !isTimed || now.getEpochSecond() - sent.getEpochSecond() <= 300;
            try (TestIngress ingress = ingress(row.provider(), row.get("secret"), repository, now)) {
                HttpRequest.Builder request = Signing.unsigned(row.provider(), ingress, "push", body)
                        .setHeader(row.get("header"), row.get("value"));
                extra.forEach(request::setHeader);
                int status = ingress.send(request).statusCode();
                // Not all of these bodies are pushes: a good signature is what leads past 401.
                assertThat(status == 401).as("status " + status).isEqualTo(!isRight || !isTimely);
                assertThat(status).isLessThan(500);
            }
        }
    }

    /** How each provider signs, written once more from its documentation. */
    static final class Signing {
        private Signing() {}

        static HttpRequest.Builder unsigned(
                WebhookConfig.Provider provider, TestIngress ingress, String event, byte[] body) {
            HttpRequest.Builder request = HttpRequest.newBuilder(ingress.uri("/webhook/hook"))
                    .timeout(Duration.ofSeconds(10))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body));
            String header =
                    switch (provider) {
                        case GITHUB -> "X-GitHub-Event";
                        case GITLAB -> "X-Gitlab-Event";
                        case GITEA -> "X-Gitea-Event";
                        case FORGEJO -> "X-Forgejo-Event";
                        case GOGS -> "X-Gogs-Event";
                        default -> "X-Event-Key";
                    };
            return request.header(header, event);
        }

        static HttpRequest.Builder of(WebhookConfig.Provider provider, TestIngress ingress, String event, byte[] body) {
            HttpRequest.Builder request = unsigned(provider, ingress, event, body);
            String hex = TestIngress.hex(TestIngress.SECRET, body);
            return switch (provider) {
                case GITHUB -> request.header("X-Hub-Signature-256", "sha256=" + hex);
                case GITLAB -> request.header("X-Gitlab-Token", TestIngress.SECRET);
                case GITEA -> request.header("X-Gitea-Signature", hex);
                case FORGEJO -> request.header("X-Forgejo-Signature", hex);
                case GOGS -> request.header("X-Gogs-Signature", hex);
                case BITBUCKET_CLOUD, BITBUCKET_SERVER -> request.header("X-Hub-Signature", "sha256=" + hex);
                case AZURE_DEVOPS ->
                    request.header(
                            "Authorization",
                            "Basic "
                                    + Base64.getEncoder().encodeToString(("me:" + TestIngress.SECRET).getBytes(UTF_8)));
                case GENERIC_HMAC -> request.header("X-Signature", "sha256=" + hex);
                case STANDARD_WEBHOOKS -> throw new IllegalArgumentException("signed with more than the body");
            };
        }
    }
}
