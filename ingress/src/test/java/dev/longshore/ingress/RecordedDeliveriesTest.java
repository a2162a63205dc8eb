/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.PushReceived;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.WebhookConfig;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
        return lines.stream()
                .skip(1)
                .filter(cells -> Arrays.asList(cells).contains("github"))
                .map(cells -> row(names, cells));
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
    }

    private static TestIngress ingress(String secret, RepositoryConfig repository) throws Exception {
        WebhookConfig webhook = TestIngress.github("github", "/webhook/github", TestIngress.secret(secret), null);
        var config = TestIngress.config(webhook);
        return TestIngress.start(config, List.of(repository), IngressLimits.standard(MAX_BODY));
    }

    private static void checkDelivery(Row row) throws Exception {
        byte[] body = Files.readAllBytes(FOLDER.resolve(row.get("file")));
        String event = row.get("event_header").replace("X-GitHub-Event: ", "");
        String url = row.get("expected_clone_url").replace("-", "").isEmpty()
                ? "https://github.com/any/any"
                : row.get("expected_clone_url");
        try (TestIngress ingress = ingress(TestIngress.SECRET, TestIngress.repository("recorded", url, null))) {
            HttpResponse<String> answer = ingress.send(ingress.signed(body).setHeader("X-GitHub-Event", event));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            boolean accepted = row.get("expected_kind").matches("branch-(create|update)(-forced)?");
            assertThat(answer.body()).contains(accepted ? "\"accepted\"" : "\"ignored\"");
            assertThat(ingress.published).hasSize(accepted ? 1 : 0);
            if (accepted) {
                PushReceived push = (PushReceived) ingress.published.get(0).event();
                assertThat(push.ref()).isEqualTo(row.get("expected_ref"));
                assertThat(push.after()).isEqualTo(row.get("expected_after"));
            }
        }
    }

    private static void checkSignature(Row row) throws Exception {
        byte[] body = Files.readAllBytes(FOLDER.resolve(row.get("payload_file")));
        boolean isSha256 = row.get("header").equals("X-Hub-Signature-256");
        boolean good = row.get("expect").equals("accept") && isSha256;
        RepositoryConfig repository = TestIngress.repository("recorded", "https://github.com/any/any", null);
        try (TestIngress ingress = ingress(row.get("secret"), repository)) {
            HttpRequest.Builder request = ingress.unsigned(body).header(row.get("header"), row.get("value"));
            // Not all of these bodies are pushes: a good signature is what leads past 401.
            HttpResponse<String> answer = ingress.send(request);
            if (good) {
                assertThat(answer.statusCode()).isNotEqualTo(401).isLessThan(500);
            } else {
                assertThat(answer.statusCode()).isEqualTo(401);
            }
        }
    }
}
