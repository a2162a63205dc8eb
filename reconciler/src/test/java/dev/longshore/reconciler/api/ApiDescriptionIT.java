/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.api;

import static dev.longshore.reconciler.api.ApiLab.started;
import static dev.longshore.reconciler.api.ApiLab.status;
import static dev.longshore.reconciler.api.ApiLab.wanted;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.longshore.events.StackStatus.State;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Holds the server to {@code docs/openapi-reconciler.yaml}: every answer it gives is described there, and has the form that is described. */
class ApiDescriptionIT {
    private static final Path DOCS = Path.of("..", "docs");
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Paths of the description, each with one that exists. */
    private static final Map<String, String> PATHS = new TreeMap<>(Map.of(
            "/api/status", "/api/status",
            "/api/status/{stack}", "/api/status/web",
            "/api/stacks/{stack}/explain", "/api/stacks/homelab%2Fweb/explain",
            "/api/events", "/api/events"));

    @TempDir
    static Path folder;

    private static ApiLab lab;
    private static JsonNode api;

    @BeforeAll
    static void open() throws Exception {
        Object yaml = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(Files.readString(DOCS.resolve("openapi-reconciler.yaml")));
        api = JSON.valueToTree(yaml);
        lab = new ApiLab(folder);
        lab.start();
        lab.tell(wanted("homelab/web"), started("homelab/web", 1), status("homelab/web", "alpha", State.IN_SYNC));
        lab.tell(status("homelab/db", "alpha", State.IN_SYNC));
        await().atMost(10, SECONDS).until(() -> lab.get("/api/status/web").statusCode() == 200);
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    @Test
    void describesExactlyThePathsThereAre() {
        List<String> described = new ArrayList<>();
        api.path("paths").properties().forEach(path -> {
            described.add(path.getKey());
            assertThat(path.getValue().has("get")).isTrue();
        });
        assertThat(described).containsExactlyInAnyOrderElementsOf(PATHS.keySet());
    }

    @Test
    void everyAnswerIsDescribed() throws Exception {
        for (Map.Entry<String, String> path : PATHS.entrySet()) {
            String url = path.getValue();
            TreeSet<Integer> seen = new TreeSet<>();
            if (!url.equals("/api/events")) {
                seen.add(check(path.getKey(), lab.get(url)));
            }
            seen.add(check(path.getKey(), lab.get(url + "?nosuch=1")));
            seen.add(check(path.getKey(), lab.send(lab.request(url).setHeader("Authorization", "Bearer x"))));
            seen.add(check(path.getKey(), lab.send(lab.request(url).POST(BodyPublishers.noBody()))));
            if (path.getKey().contains("{stack}")) {
                seen.add(check(path.getKey(), lab.get(path.getKey().replace("{stack}", "nosuch"))));
            }
            assertThat(seen).as(url).contains(400, 401, 405);
        }
        check("/api/status", lab.get("/api/status?limit=1"));
        check("/api/status", lab.get("/api/status?after=" + "x".repeat(9 << 10)));
        check("/api/status", lab.send(lab.request("/api/status").header("X-Filler", "x".repeat(70 << 10))));
    }

    @Test
    void theStreamHasTheMediaTypeThatIsDescribed() throws Exception {
        try (StreamReader stream = lab.stream("/api/events")) {
            assertThat(api.at("/paths/~1api~1events/get/responses/200/content")
                            .has(stream.response()
                                    .headers()
                                    .firstValue("Content-Type")
                                    .orElse("")))
                    .isTrue();
        }
    }

    @Test
    void everyParameterThatIsDescribedIsUnderstood() throws Exception {
        for (JsonNode parameter : api.at("/paths/~1api~1status/get/parameters")) {
            JsonNode values = parameter.path("schema").path("enum");
            String value = values.isMissingNode() ? "1" : values.get(0).textValue();
            HttpResponse<String> answer =
                    lab.get("/api/status?" + parameter.path("name").textValue() + "=" + value);
            assertThat(answer.statusCode()).as(parameter.toString()).isEqualTo(200);
        }
        for (String query : List.of("stack=web", "type=deployment.*&type=drift.*", "from=now", "from=beginning")) {
            HttpRequest.Builder head = lab.request("/api/events?" + query).method("HEAD", BodyPublishers.noBody());
            assertThat(lab.send(head).statusCode()).as(query).isEqualTo(200);
        }
    }

    private static int check(String path, HttpResponse<String> answer) throws IOException {
        JsonNode response = resolved(
                api.path("paths").path(path).path("get").path("responses").path("" + answer.statusCode()));
        assertThat(response.isObject())
                .as(path + " answered " + answer.statusCode() + " " + answer.body())
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

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? api.at(node.path("$ref").textValue().substring(1)) : node;
    }

    /** A schema of another file is put in its place. */
    private static List<?> violations(JsonNode schema, String body) throws IOException {
        JsonNode items = schema.path("items").path("$ref");
        if (items.isTextual()) {
            schema = JSON.createObjectNode()
                    .put("type", "array")
                    .set("items", JSON.readTree(DOCS.resolve(items.textValue()).toFile()));
        }
        ObjectNode whole = JSON.createObjectNode();
        whole.set("allOf", JSON.createArrayNode().add(schema));
        whole.set("components", api.path("components"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole.toString(), InputFormat.JSON)
                .validate(body, InputFormat.JSON);
    }
}
