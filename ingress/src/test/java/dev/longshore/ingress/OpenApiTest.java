/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.longshore.events.http.Refusal;
import io.vertx.core.Future;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Holds the server to {@code docs/openapi.yaml}: every answer it gives is described there, and has the form that is described. */
class OpenApiTest {
    private static final byte[] BODY = TestIngress.push().getBytes(UTF_8);
    private static final String WEBHOOK = "/webhook/{webhook}";
    private static final String SYNC = "/api/repositories/{repository}/sync";
    private static final String LIST = "/api/repositories";
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonNode api;
    private TestIngress ingress;

    @BeforeEach
    void start() throws Exception {
        Object yaml = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(Files.readString(Path.of("..", "docs", "openapi.yaml")));
        api = JSON.valueToTree(yaml);
        ingress = TestIngress.start();
    }

    @AfterEach
    void stop() {
        ingress.close();
    }

    @Test
    void describesExactlyTheOperationsThereAre() {
        List<String> operations = new ArrayList<>();
        api.path("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (Set.of("get", "put", "post", "delete", "patch", "options", "head")
                            .contains(method)) {
                        operations.add(method + " " + path.getKey());
                    }
                }));
        assertThat(operations)
                .containsExactlyInAnyOrder(
                        "post " + WEBHOOK,
                        "get " + LIST,
                        "post " + SYNC,
                        "get /health/live",
                        "get /health/ready",
                        "get /metrics");
    }

    @Test
    void everyAnswerToADeliveryIsDescribed() throws Exception {
        Set<Integer> seen = new TreeSet<>();
        for (HttpRequest.Builder request : List.of(
                ingress.signed(BODY),
                ingress.signed(TestIngress.push("refs/tags/v1", TestIngress.COMMIT, "https://x/y")
                        .getBytes(UTF_8)),
                ingress.signed("{}".getBytes(UTF_8)),
                ingress.unsigned(BODY),
                ingress.signed(BODY).uri(ingress.uri("/webhook/other")),
                ingress.signed(BODY).PUT(HttpRequest.BodyPublishers.noBody()),
                ingress.signed(new byte[(int) TestIngress.MAX_BODY + 1]),
                ingress.signed(BODY).setHeader("Content-Type", "text/plain"),
                ingress.signed(BODY).header("X-Filler", "x".repeat(70 << 10)))) {
            seen.add(check("post", WEBHOOK, ingress.send(request)));
        }
        ingress.acknowledgement = () -> Future.failedFuture("away");
        seen.add(check("post", WEBHOOK, ingress.send(ingress.signed(BODY))));
        assertThat(seen).containsExactly(202, 400, 401, 404, 405, 413, 415, 431, 503);
        for (Refusal refusal : List.of(
                Refusal.bodyTooSlow(),
                Refusal.requestLineTooLong(),
                Refusal.tooMany(),
                Refusal.unexpected(new Throwable()))) {
            seen.add(refusal.status());
            assertThat(api.at("/paths/~1webhook~1{webhook}/post/responses").has("" + refusal.status()))
                    .isTrue();
        }
        Set<Integer> described = new TreeSet<>();
        api.at("/paths/~1webhook~1{webhook}/post/responses")
                .fieldNames()
                .forEachRemaining(status -> described.add(Integer.valueOf(status)));
        assertThat(described).as("nothing is described that does not happen").isEqualTo(seen);
    }

    @Test
    void everyAnswerOfTheApiIsDescribed() throws Exception {
        String path = "/api/repositories/homelab/sync";
        check("post", SYNC, ingress.send(authorized(path).POST(HttpRequest.BodyPublishers.noBody())));
        check("post", SYNC, ingress.send(request(path).POST(HttpRequest.BodyPublishers.noBody())));
        check("post", SYNC, ingress.send(authorized(path).GET()));
        check(
                "post",
                SYNC,
                ingress.send(authorized("/api/repositories/other/sync").POST(HttpRequest.BodyPublishers.noBody())));
        HttpRequest.Builder wrong = authorized(path).POST(HttpRequest.BodyPublishers.ofString("[]"));
        check("post", SYNC, ingress.send(wrong.setHeader("Content-Type", "text/plain")));
        check("post", SYNC, ingress.send(wrong.setHeader("Content-Type", "application/json")));
        check("get", LIST, ingress.send(authorized(LIST).GET()));
        check("get", LIST, ingress.send(request(LIST).GET()));
        check("get", LIST, ingress.send(authorized(LIST).DELETE()));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(ingress.uri(path)).timeout(Duration.ofSeconds(10));
    }

    private HttpRequest.Builder authorized(String path) {
        return request(path).header("Authorization", "Bearer " + TestIngress.TOKEN);
    }

    private int check(String method, String path, HttpResponse<String> answer) {
        JsonNode response = resolved(
                api.path("paths").path(path).path(method).path("responses").path("" + answer.statusCode()));
        assertThat(response.isObject())
                .as(method + " " + path + " answered " + answer.statusCode())
                .isTrue();
        String type = answer.headers().firstValue("Content-Type").orElse("");
        JsonNode content = response.path("content").path(type);
        assertThat(content.isObject()).as(answer.statusCode() + " as " + type).isTrue();
        response.path("headers").fieldNames().forEachRemaining(header -> assertThat(
                        answer.headers().firstValue(header))
                .isPresent());
        assertThat(violations(content.path("schema"), answer.body())).isEmpty();
        return answer.statusCode();
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? api.at(node.path("$ref").textValue().substring(1)) : node;
    }

    private List<?> violations(JsonNode schema, String body) {
        ObjectNode whole = JSON.createObjectNode();
        whole.set("allOf", JSON.createArrayNode().add(schema));
        whole.set("components", api.path("components"));
        Schema compiled = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole.toString(), InputFormat.JSON);
        return compiled.validate(body, InputFormat.JSON);
    }
}
