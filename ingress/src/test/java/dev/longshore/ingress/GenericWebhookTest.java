/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.PushReceived;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenericWebhookTest {
    private TestIngress ingress;

    @BeforeEach
    void start() throws Exception {
        ingress = TestIngress.start();
    }

    @AfterEach
    void stop() throws Exception {
        ingress.close();
    }

    private HttpResponse<String> deliver(String body) throws Exception {
        return ingress.send(HttpRequest.newBuilder(ingress.uri("/webhook/ci"))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .header("X-Signature", TestIngress.sign(body.getBytes(UTF_8)))
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void takesARepositoryByName() throws Exception {
        assertThat(deliver("{\"repository\": \"homelab\", \"ref\": \"refs/heads/main\"}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(ingress.published.get(0).event())
                .isEqualTo(
                        new PushReceived("homelab", "refs/heads/main", null, null, "generic-hmac", null, null, "ci"));
    }

    @Test
    void takesARepositoryByUrlAndABranch() throws Exception {
        String answer = deliver("""
                        {"repository": "git@github.com:me/homelab.git", "branch": "main", "after": "%s",
                         "deliveryId": "build-7", "pusher": "ci"}""".formatted(TestIngress.COMMIT)).body();
        assertThat(answer).contains("\"status\":\"accepted\"", "\"deliveryId\":\"build-7\"");
        assertThat(ingress.published.get(0).event())
                .isEqualTo(new PushReceived(
                        "homelab", "refs/heads/main", null, TestIngress.COMMIT, "generic-hmac", "build-7", "ci", "ci"));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "{}",
                "{\"repository\": \"homelab\"}",
                "{\"ref\": \"refs/heads/main\"}",
                "{\"repository\": 1, \"ref\": \"refs/heads/main\"}",
                "{\"repository\": \"homelab\", \"ref\": \"refs/heads/main\", \"branch\": \"main\"}",
                "{\"repository\": \"homelab\", \"branch\": \"../x\"}",
                "{\"repository\": \"homelab\", \"branch\": \"main\", \"after\": \"x\"}"
            })
    void refusesWhatDoesNotSayEnough(String body) throws Exception {
        assertThat(deliver(body).statusCode()).isEqualTo(400);
        assertThat(ingress.published).isEmpty();
    }

    @Test
    void ignoresAnotherRepository() throws Exception {
        assertThat(deliver("{\"repository\": \"other\", \"ref\": \"refs/heads/main\"}")
                        .body())
                .isEqualTo("{\"status\":\"ignored\",\"reason\":\"unknown repository\"}");
    }
}
