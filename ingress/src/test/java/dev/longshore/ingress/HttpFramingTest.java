/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.config.AddressRange;
import dev.longshore.events.config.IngressConfig;
import dev.longshore.events.config.WebhookConfig.Provider;
import dev.longshore.events.config.WebhookOptions;
import dev.longshore.events.kafka.Position;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a request ends, whose it is, and how many there may be. */
class HttpFramingTest {
    private static final byte[] BODY = TestIngress.push().getBytes(UTF_8);
    private TestIngress ingress;

    @BeforeEach
    void start() throws Exception {
        ingress = TestIngress.start();
    }

    @AfterEach
    void stop() {
        ingress.close();
    }

    private static String head(String more) {
        return "POST /webhook/github HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-GitHub-Event: push\r\n"
                + "X-Hub-Signature-256: " + TestIngress.sign(BODY) + "\r\n" + more + "\r\n";
    }

    private static String chunked() {
        return Integer.toHexString(BODY.length) + "\r\n" + new String(BODY, UTF_8) + "\r\n0\r\n\r\n";
    }

    @Test
    void takesChunks() throws Exception {
        try (RawConnection raw = new RawConnection(ingress.verticle.port())) {
            raw.write(head("Transfer-Encoding: chunked\r\n") + chunked());
            assertThat(raw.readHead()).startsWith("HTTP/1.1 202");
        }
    }

    @ParameterizedTest(name = "W20 {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Content-Length: 5\\r\\nTransfer-Encoding: chunked\\r\\n",
                "Transfer-Encoding: chunked\\r\\nContent-Length: 5\\r\\n",
                "Content-Length: 5\\r\\nContent-Length: 6\\r\\n",
                "Content-Length: 5,6\\r\\n",
                "Content-Length: -1\\r\\n",
                "Content-Length: +5\\r\\n",
                "Content-Length: 0x5\\r\\n",
                "Content-Length : 5\\r\\n",
                "Transfer-Encoding: chunked\\r\\n Content-Length: 5\\r\\n",
            })
    void refusesARequestThatTwoServersWouldEndInDifferentPlaces(String headers) throws Exception {
        try (RawConnection raw = new RawConnection(ingress.verticle.port())) {
            raw.write(head(headers.replace("\\r", "\r").replace("\\n", "\n")) + chunked());
            String answer = raw.readToEnd();
            assertThat(answer).matches("(?s)HTTP/1\\.[01] 400 .*").containsIgnoringCase("connection: close");
            assertThat(answer.split("HTTP/1", -1))
                    .as("one answer, then the end")
                    .hasSize(2);
        }
        assertThat(ingress.published).isEmpty();
    }

    @Test
    @DisplayName("one webhook's requests do not use up another's places")
    void countsEachWebhookByItself() throws Exception {
        Promise<Position> never = Promise.promise();
        ingress.acknowledgement = never::future;
        List<RawConnection> waiting = new ArrayList<>();
        try {
            for (int i = 0; i < TestIngress.LIMITS.maxRequests(); i++) {
                waiting.add(new RawConnection(ingress.verticle.port()).write(head("Content-Length: 100\r\n")));
            }
            Awaitility.await().until(() -> ingress.send(ingress.unsigned(BODY)).statusCode() == 429);
            assertThat(ingress.metrics.get("longshore.webhook.inflight").gauge().value())
                    .isEqualTo(TestIngress.LIMITS.maxRequests());
            byte[] generic = "{}".getBytes(UTF_8);
            assertThat(ingress.send(ingress.unsigned(generic)
                                    .uri(ingress.uri("/webhook/ci"))
                                    .header("X-Signature", TestIngress.sign(generic)))
                            .statusCode())
                    .isEqualTo(400);
        } finally {
            for (RawConnection raw : waiting) {
                raw.close();
            }
        }
        Awaitility.await()
                .until(() -> ingress.metrics
                                .get("longshore.webhook.inflight")
                                .gauge()
                                .value()
                        == 0);
    }

    @Test
    void boundsTheBytesOfAllBodiesTogether() throws Exception {
        int half = (int) TestIngress.MAX_BODY / 2 + 1;
        List<RawConnection> waiting = new ArrayList<>();
        try {
            for (int i = 0; i < 7; i++) {
                waiting.add(new RawConnection(ingress.verticle.port())
                        .write(head("Content-Length: " + (half + 1) + "\r\n") + " ".repeat(half)));
            }
            Awaitility.await()
                    .until(() -> ingress.metrics
                                    .get("longshore.webhook.inflight.bytes")
                                    .gauge()
                                    .value()
                            == 7 * half);
            try (RawConnection raw = new RawConnection(ingress.verticle.port())) {
                raw.write(head("Content-Length: " + (half + 1) + "\r\n") + " ".repeat(half));
                assertThat(raw.readHead()).startsWith("HTTP/1.1 429").containsIgnoringCase("retry-after");
            }
        } finally {
            for (RawConnection raw : waiting) {
                raw.close();
            }
        }
        Awaitility.await()
                .until(() -> ingress.metrics
                                .get("longshore.webhook.inflight.bytes")
                                .gauge()
                                .value()
                        == 0);
    }

    @Test
    @DisplayName("W21 one header byte at a time: connection closed")
    void doesNotWaitForHeadersThatTrickle() throws Exception {
        try (RawConnection raw = new RawConnection(ingress.verticle.port())) {
            raw.write("POST /webhook/github HTTP/1.1\r\nX: ");
            CompletableFuture<String> end = CompletableFuture.supplyAsync(() -> {
                try {
                    return raw.readToEnd();
                } catch (IOException e) {
                    return "";
                }
            });
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(200))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> {
                        try {
                            raw.write("x");
                        } catch (IOException closed) {
                            return true;
                        }
                        return end.isDone();
                    });
            assertThat(end.get(1, TimeUnit.SECONDS)).isEmpty();
        }
    }

    @Test
    void answersTheNextRequestOfAConnection() throws Exception {
        try (RawConnection raw = new RawConnection(ingress.verticle.port())) {
            String request = head("Content-Length: " + BODY.length + "\r\n") + new String(BODY, UTF_8);
            raw.write(request).readHead();
            raw.write(request);
            Awaitility.await().until(() -> ingress.published.size() == 2);
        }
    }

    @ParameterizedTest(name = "{0} behind {1} is {2}")
    @CsvSource({
        "203.0.113.9, 198.51.100.7, 203.0.113.9",
        "10.0.0.1, 198.51.100.7, 198.51.100.7",
        "10.0.0.1, '6.6.6.6, 198.51.100.7', 198.51.100.7",
        "10.0.0.1, '6.6.6.6, 198.51.100.7, 10.9.9.9', 198.51.100.7",
        "10.0.0.1, '198.51.100.7, garbage', 10.0.0.1",
        "10.0.0.1, 'a\u001b[31m', 10.0.0.1",
        "10.0.0.1, '', 10.0.0.1",
        "::1, 2001:db8::7, 2001:db8::7",
        "10.0.0.1, 10.0.0.2, 10.0.0.2",
    })
    void believesOnlyConfiguredProxies(String peer, String forwarded, String client) {
        List<AddressRange> trusted = List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("::1"));
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("X-Forwarded-For", forwarded);
        assertThat(ClientAddress.of(peer, headers, trusted)).isEqualTo(client);
    }

    @Test
    @DisplayName("a body of a few MiB with as many different keys as fit is refused before they fill the heap")
    void doesNotGrowAHostileBody() throws Exception {
        StringBuilder json = new StringBuilder("{\"ref\": \"refs/heads/main\", \"pusher\": {");
        for (int i = 0; json.length() < 8 << 20; i++) {
            json.append('"').append(i).append("\":0,");
        }
        byte[] body = json.append("\"x\": 0}}").toString().getBytes(UTF_8);
        IngressConfig config = TestIngress.config(
                TestIngress.webhook("hook", Provider.GITHUB, TestIngress.SECRET, WebhookOptions.DEFAULT));
        IngressLimits limits = new IngressLimits(
                body.length, body.length, 8, Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(1));
        try (TestIngress large = TestIngress.start(config, TestIngress.repositories(), limits)) {
            HttpResponse<String> answer = large.send(ProviderPayloads.delivery(large, Provider.GITHUB, body));
            assertThat(answer.statusCode()).isEqualTo(400);
        }
    }
}
