/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.SyncRequested;
import dev.longshore.events.Trigger;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyncApiTest {
    private TestIngress ingress;

    @BeforeEach
    void start() throws Exception {
        ingress = TestIngress.start();
    }

    @AfterEach
    void stop() throws Exception {
        ingress.close();
    }

    private HttpRequest.Builder sync(String repository, String body) {
        return HttpRequest.newBuilder(ingress.uri("/api/repositories/" + repository + "/sync"))
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private HttpRequest.Builder authorized(String repository, String body) {
        return sync(repository, body).header("Authorization", "Bearer " + TestIngress.TOKEN);
    }

    @Test
    void publishesASyncRequest() throws Exception {
        HttpResponse<String> answer = ingress.send(authorized("homelab", ""));
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(ingress.published.get(0).event())
                .isEqualTo(new SyncRequested("homelab", Trigger.MANUAL, false, "api"));
        assertThat(answer.body())
                .isEqualTo(
                        "{\"status\":\"accepted\",\"repository\":\"homelab\",\"eventId\":\"%s\"}",
                        ingress.published.get(0).id());
        assertThat(ingress.count("api", "accepted")).isEqualTo(1);
    }

    @Test
    void forcesWhenAskedTo() throws Exception {
        HttpRequest.Builder request =
                authorized("homelab", "{\"force\": true}").header("Content-Type", "application/json");
        assertThat(ingress.send(request).statusCode()).isEqualTo(202);
        assertThat(ingress.published.get(0).event())
                .isEqualTo(new SyncRequested("homelab", Trigger.MANUAL, true, "api"));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Bearer wrong",
                "Basic b25seS1mb3ItdGVzdHM=",
                "only-for-tests-token",
                "Bearer only-for-tests-token1",
                "Bearer only-for-tests-toke"
            })
    void refusesWithoutAToken(String authorization) throws Exception {
        for (String repository : new String[] {"homelab", "other"}) {
            HttpResponse<String> answer = ingress.send(sync(repository, "").header("Authorization", authorization));
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        }
        assertThat(ingress.published).isEmpty();
    }

    @Test
    void refusesTwoTokens() throws Exception {
        assertThat(ingress.send(authorized("homelab", "").header("Authorization", "Bearer x"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(ingress.send(sync("homelab", "")).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"other", "..%2f..%2fetc", "%0a", "HOMELAB"})
    void doesNotKnowAnotherRepository(String repository) throws Exception {
        assertThat(ingress.send(authorized(repository, "")).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "[]",
                "{\"force\": 1}",
                "{\"force\": \"true\"}",
                "{\"force\": null}",
                "{\"force\": true, \"force\": true}",
                "x"
            })
    void refusesAnotherBody(String body) throws Exception {
        HttpRequest.Builder request = authorized("homelab", body).header("Content-Type", "application/json");
        assertThat(ingress.send(request).statusCode()).isEqualTo(400);
        assertThat(ingress.published).isEmpty();
    }

    @Test
    void refusesABodyOfAnotherMediaType() throws Exception {
        HttpRequest.Builder request =
                authorized("homelab", "force=true").header("Content-Type", "application/x-www-form-urlencoded");
        assertThat(ingress.send(request).statusCode()).isEqualTo(415);
    }
}
