/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.api;

import static dev.longshore.reconciler.api.ApiLab.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.longshore.events.StackStatus.State;
import dev.longshore.events.config.Secret;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusApiIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static ApiLab lab;

    @BeforeAll
    static void open() throws Exception {
        lab = new ApiLab(folder);
        lab.tell(
                status("homelab/web", "alpha", State.IN_SYNC),
                status("homelab/web", "beta", State.ERROR),
                status("homelab/db", "alpha", State.IN_SYNC),
                status("shop/db", "alpha", State.DRIFTED));
        lab.start();
        await().atMost(20, SECONDS).until(() -> keys("/api/status").size() == 4);
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    @Test
    void listsEveryStackOnEveryHostInOrder() throws Exception {
        assertThat(keys("/api/status"))
                .containsExactly("homelab/db@alpha", "homelab/web@alpha", "homelab/web@beta", "shop/db@alpha");
        assertThat(lab.get("/api/status").headers().firstValue("Link")).isEmpty();
    }

    @Test
    void filters() throws Exception {
        assertThat(keys("/api/status?repository=shop")).containsExactly("shop/db@alpha");
        assertThat(keys("/api/status?stack=db")).containsExactly("homelab/db@alpha", "shop/db@alpha");
        assertThat(keys("/api/status?stack=homelab/db")).containsExactly("homelab/db@alpha");
        assertThat(keys("/api/status?host=beta")).containsExactly("homelab/web@beta");
        assertThat(keys("/api/status?state=error")).containsExactly("homelab/web@beta");
        assertThat(keys("/api/status?state=IN_SYNC&stack=web")).containsExactly("homelab/web@alpha");
        assertThat(keys("/api/status?health=missing")).isEmpty();
    }

    @Test
    void comesInPagesWithTheSameFilters() throws Exception {
        List<String> seen = new ArrayList<>();
        String path = "/api/status?host=alpha&limit=2";
        for (int page = 0; page < 2; page++) {
            HttpResponse<String> answer = lab.get(path);
            List<String> keys = keys(answer);
            seen.addAll(keys);
            path = answer.headers()
                    .firstValue("Link")
                    .map(link -> link.substring(1, link.indexOf('>')))
                    .orElse("the last");
            assertThat(keys).hasSize(2 - page);
        }
        assertThat(path).isEqualTo("the last");
        assertThat(seen).containsExactly("homelab/db@alpha", "homelab/web@alpha", "shop/db@alpha");
    }

    @Test
    void answersForOneStackByEitherOfItsNames() throws Exception {
        for (String name : List.of("homelab/web", "homelab%2Fweb", "homelab%2fweb", "web")) {
            assertThat(keys("/api/status/" + name)).as(name).containsExactly("homelab/web@alpha", "homelab/web@beta");
        }
    }

    @Test
    void doesNotKnowOtherStacks() throws Exception {
        for (String name : List.of("nosuch", "homelab/nosuch", "homelab/web/x", "..%2f..%2fetc", "HOMELAB%0a")) {
            assertThat(problem(lab.get("/api/status/" + name), 404)).as(name).isNotEmpty();
        }
        assertThat(problem(lab.get("/api/status/db"), 404)).contains("homelab/db", "shop/db");
        assertThat(problem(lab.get("/api/nosuch"), 404)).contains("/api/status");
    }

    @Test
    void explainsAStackByEitherOfItsNames() throws Exception {
        lab.tell(ApiLab.wanted("fleet/cache"), ApiLab.started("fleet/cache", 1));
        await().atMost(10, SECONDS)
                .until(() -> lab.get("/api/stacks/cache/explain").statusCode() == 200);
        for (String name : List.of("fleet/cache", "fleet%2Fcache", "cache")) {
            JsonNode explanation =
                    JSON.readTree(lab.get("/api/stacks/" + name + "/explain").body());
            assertThat(explanation.path("stack").textValue()).isEqualTo("fleet/cache");
            assertThat(explanation.path("hosts").findValuesAsText("host")).contains("alpha");
        }
        assertThat(problem(lab.get("/api/stacks/nosuch/explain"), 404)).contains("nosuch");
        assertThat(problem(lab.get("/api/stacks/fleet/nosuch/explain"), 404)).contains("fleet/nosuch");
        assertThat(problem(lab.get("/api/stacks/fleet/cache"), 404)).contains("explain");
        assertThat(problem(lab.get("/api/stacks"), 404)).contains("explain");
    }

    @Test
    void refusesWhatItDoesNotUnderstand() throws Exception {
        assertThat(problem(lab.get("/api/status?stak=web"), 400)).contains("stak", "stack");
        assertThat(problem(lab.get("/api/status?state=fine"), 400)).contains("IN_SYNC");
        assertThat(problem(lab.get("/api/status?limit=0"), 400)).contains("1000");
        assertThat(problem(lab.get("/api/status?limit=99999"), 400)).contains("1000");
        assertThat(problem(lab.get("/api/status?host=a&host=b"), 400)).contains("host");
        assertThat(problem(lab.get("/api/status/web?host=a"), 400)).contains("host");
    }

    @Test
    void onlyReads() throws Exception {
        for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS")) {
            HttpResponse<String> answer = lab.send(lab.request("/api/status").method(method, BodyPublishers.noBody()));
            assertThat(problem(answer, 405)).contains("GET");
            assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
        }
        assertThat(problem(
                        lab.send(lab.request("/api/status")
                                .method("GET", BodyPublishers.ofByteArray("x".getBytes(UTF_8)))),
                        400))
                .contains("body");
    }

    @Test
    void headIsAGetWithoutItsBody() throws Exception {
        HttpResponse<String> head = lab.send(lab.request("/api/status").method("HEAD", BodyPublishers.noBody()));
        HttpResponse<String> stream = lab.send(lab.request("/api/events").method("HEAD", BodyPublishers.noBody()));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("Content-Length").orElse(0))
                .isEqualTo(lab.get("/api/status").body().length());
        assertThat(stream.headers().firstValue("Content-Type")).contains("text/event-stream");
    }

    @Test
    void boundsTheHeadersAndTheRequestLine() throws Exception {
        assertThat(problem(lab.send(lab.request("/api/status").header("X-Filler", "x".repeat(70 << 10))), 431))
                .contains("headers");
        assertThat(problem(lab.get("/api/status?after=" + "x".repeat(9 << 10)), 414))
                .contains("request line");
        assertThat(problem(lab.get("/api/status?limit=%zz".replace("%zz", "%25zz")), 400))
                .contains("limit");
    }

    @Test
    void letsNobodyInWithoutAToken() throws Exception {
        for (String path : List.of("/api/status", "/api/status/web", "/api/events", "/api/stacks/web/explain")) {
            for (String header : List.of("", "Bearer ", "Bearer wrong", "Basic " + ApiLab.TOKEN, ApiLab.TOKEN)) {
                HttpResponse<String> answer = lab.send(lab.request(path).setHeader("Authorization", header));
                assertThat(problem(answer, 401)).contains("reconciler.apiTokens");
                assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            }
        }
    }

    @Test
    void takesANewTokenAtOnceAndTheOldOneNoMore() throws Exception {
        Path other = Files.writeString(folder.resolve("other"), "second");
        try (ApiLab.Other api = lab.another(new Secret.FromFile(lab.tokenFile), new Secret.FromFile(other))) {
            assertThat(api.statusCode("second")).isEqualTo(200);
            assertThat(api.statusCode(ApiLab.TOKEN)).isEqualTo(200);
            Files.writeString(other, "third");
            assertThat(api.statusCode("second")).isEqualTo(401);
            assertThat(api.statusCode("third")).isEqualTo(200);
            Files.delete(other);
            assertThat(api.statusCode("third"))
                    .as("whether it would match is not known")
                    .isEqualTo(503);
            assertThat(api.statusCode(ApiLab.TOKEN)).isEqualTo(200);
        }
    }

    @Test
    void refusesEverybodyWhileThereAreNoTokens() throws Exception {
        try (ApiLab.Other api = lab.another()) {
            assertThat(api.statusCode("")).isEqualTo(401);
            assertThat(api.statusCode(ApiLab.TOKEN)).isEqualTo(401);
            api.reconfigure(new Secret.FromFile(lab.tokenFile));
            await().atMost(10, SECONDS).until(() -> api.statusCode(ApiLab.TOKEN) == 200);
        }
    }

    private static String problem(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.path("status").intValue()).isEqualTo(status);
        return problem.path("detail").textValue();
    }

    private static List<String> keys(String path) throws Exception {
        return keys(lab.get(path));
    }

    private static List<String> keys(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<String> keys = new ArrayList<>();
        JSON.readTree(answer.body())
                .forEach(status -> keys.add(status.path("stack").textValue() + "@"
                        + status.path("host").textValue()));
        return keys;
    }
}
