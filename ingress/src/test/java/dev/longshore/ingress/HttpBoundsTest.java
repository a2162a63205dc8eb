/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.events.kafka.Position;
import io.vertx.core.Promise;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before anything is verified. */
class HttpBoundsTest {
    private static final byte[] BODY = TestIngress.push().getBytes(UTF_8);
    private TestIngress ingress;

    @BeforeEach
    void start() throws Exception {
        ingress = TestIngress.start();
    }

    @AfterEach
    void stop() throws Exception {
        ingress.close();
    }

    private static String head(String more) {
        return "POST /webhook/github HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + more + "\r\n";
    }

    private static void assertProblem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("\"type\":", "\"title\":", "\"status\":" + status, "\"detail\":");
    }

    @ParameterizedTest(name = "W14 {0}")
    @ValueSource(strings = {"/webhook/other", "/", "/webhook", "/webhook/github/x", "/%00", "/webhook/%ff"})
    void doesNotKnowAnotherPath(String path) throws Exception {
        assertProblem(ingress.send(ingress.signed(BODY).uri(ingress.uri(path))), 404);
        assertThat(ingress.published).isEmpty();
    }

    @Test
    @DisplayName("W14 the answer to an unknown path waits for the body and its MAC, as a 401 does")
    void readsTheBodyOfAnUnknownPath() throws Exception {
        try (RawConnection raw = new RawConnection(ingress.verticle.port())) {
            raw.write("POST /webhook/other HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n");
            assertThat(raw.readToEnd()).startsWith("HTTP/1.1 408");
        }
    }

    @ParameterizedTest(name = "W15 {0}")
    @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void answersOnlyPost(String method) throws Exception {
        for (String path : List.of("/webhook/github", "/api/repositories/homelab/sync")) {
            HttpResponse<String> answer = ingress.send(
                    ingress.signed(BODY).uri(ingress.uri(path)).method(method, HttpRequest.BodyPublishers.noBody()));
            assertProblem(answer, 405);
            assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
        }
    }

    @ParameterizedTest(name = "W16 Content-Type {0}")
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencodedx",
                "application/jsonx",
                "multipart/form-data",
                ";"
            })
    void refusesAnotherMediaType(String type) throws Exception {
        assertProblem(ingress.send(ingress.signed(BODY).setHeader("Content-Type", type)), 415);
        assertThat(ingress.published).isEmpty();
    }

    @Test
    void acceptsAMediaTypeWithParameters() throws Exception {
        assertThat(ingress.send(ingress.signed(BODY).setHeader("Content-Type", "Application/JSON; charset=utf-8"))
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    @DisplayName("W18 a compressed body is not inflated")
    void refusesCompressedBodies() throws Exception {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(BODY);
        }
        assertProblem(ingress.send(ingress.signed(zipped.toByteArray()).header("Content-Encoding", "gzip")), 415);
    }

    @Test
    @DisplayName("W19 one byte too many, with Content-Length: 413, connection closed")
    void refusesADeclaredLengthOverTheLimit() throws Exception {
        try (RawConnection raw = new RawConnection(ingress.verticle.port())) {
            raw.write(head("Content-Length: " + (TestIngress.MAX_BODY + 1) + "\r\n"));
            assertThat(raw.readToEnd()).startsWith("HTTP/1.1 413").containsIgnoringCase("connection: close");
        }
        assertProblem(ingress.send(ingress.signed(new byte[(int) TestIngress.MAX_BODY + 1])), 413);
    }

    @Test
    @DisplayName("W19 one byte too many, chunked: 413, connection closed")
    void refusesChunksOverTheLimit() throws Exception {
        String chunk = "1000\r\n" + " ".repeat(0x1000) + "\r\n";
        try (RawConnection raw = new RawConnection(ingress.verticle.port())) {
            raw.write(head("Transfer-Encoding: chunked\r\n") + chunk.repeat((int) (TestIngress.MAX_BODY / 0x1000))
                    + "1\r\n \r\n");
            assertThat(raw.readToEnd()).startsWith("HTTP/1.1 413").containsIgnoringCase("connection: close");
        }
        byte[] tooMuch = new byte[(int) TestIngress.MAX_BODY + 1];
        HttpRequest.Builder chunked = ingress.signed(tooMuch)
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(tooMuch)));
        assertProblem(ingress.send(chunked), 413);
    }

    @Test
    @DisplayName("W19 a sender that goes on sending still sees the 413")
    void letsASenderFinishBeforeItCloses() throws Exception {
        assertProblem(ingress.send(ingress.signed(new byte[8 << 20])), 413);
    }

    @Test
    void acceptsABodyOfExactlyTheLimit() throws Exception {
        String push = TestIngress.push();
        byte[] padded = (push + " ".repeat((int) TestIngress.MAX_BODY - push.length())).getBytes(UTF_8);
        assertThat(ingress.send(ingress.signed(padded)).statusCode()).isEqualTo(202);
        HttpRequest.Builder chunked = ingress.signed(padded)
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(padded)));
        assertThat(ingress.send(chunked).statusCode()).isEqualTo(202);
    }

    @Test
    void asksForABodyThatWaitsToBeAskedFor() throws Exception {
        assertThat(ingress.send(ingress.signed(BODY).expectContinue(true)).statusCode())
                .isEqualTo(202);
    }

    @Test
    @DisplayName("W21 a body that stalls: 408, connection closed")
    void doesNotWaitForAStalledBody() throws Exception {
        try (RawConnection raw = new RawConnection(ingress.verticle.port())) {
            raw.write(head("Content-Length: 100\r\n") + "{");
            assertThat(raw.readToEnd()).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    @DisplayName("W21 headers that do not end: connection closed")
    void doesNotWaitForStalledHeaders() throws Exception {
        try (RawConnection raw = new RawConnection(ingress.verticle.port())) {
            raw.write("POST /webhook/github HTTP/1.1\r\nHost:");
            assertThat(raw.readToEnd()).isEmpty();
        }
    }

    @Test
    @DisplayName("W22 headers of 300 KiB: 431; a request line of 64 KiB: 414")
    void boundsHeadersAndRequestLine() throws Exception {
        try (RawConnection raw = new RawConnection(ingress.verticle.port())) {
            raw.write(head("X-Filler: " + "x".repeat(65 << 10) + "\r\n"));
            assertThat(raw.readHead()).matches("(?s)HTTP/1\\.[01] 431 .*").contains("application/problem+json");
        }
        try (RawConnection raw = new RawConnection(ingress.verticle.port())) {
            raw.write("POST /" + "x".repeat(64 << 10) + " HTTP/1.1\r\n\r\n");
            assertThat(raw.readHead()).matches("(?s)HTTP/1\\.[01] 414 .*");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {"nonsense\r\n\r\n", "POST /%zz HTTP/1.1\r\nHost: x\r\n\r\n", "POST x HTTP/1.1\r\nHost: x\r\n\r\n"
            })
    void answersNonsenseWithA4xx(String request) throws Exception {
        try (RawConnection raw = new RawConnection(ingress.verticle.port())) {
            assertThat(raw.write(request).readHead())
                    .matches("(?s)HTTP/1\\.[01] 4.*")
                    .contains("application/problem+json");
        }
    }

    @Test
    void answers429ToMoreRequestsThanItTakesAtOnce() throws Exception {
        Promise<Position> never = Promise.promise();
        ingress.acknowledgement = never::future;
        List<RawConnection> waiting = new ArrayList<>();
        for (int i = 0; i < TestIngress.LIMITS.maxRequests(); i++) {
            waiting.add(new RawConnection(ingress.verticle.port()).write(head("Content-Length: 100\r\n")));
        }
        try {
            await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
                HttpResponse<String> answer = ingress.send(ingress.signed(BODY));
                assertProblem(answer, 429);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            });
        } finally {
            for (RawConnection raw : waiting) {
                raw.close();
            }
        }
        await().atMost(Duration.ofSeconds(5))
                .until(() -> ingress.send(ingress.unsigned(BODY)).statusCode() == 401);
    }
}
