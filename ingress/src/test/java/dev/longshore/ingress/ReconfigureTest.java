/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.Topic;
import dev.longshore.events.config.IngressConfig;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.RepositoryMatch;
import dev.longshore.events.http.UnauthorizedLog;
import dev.longshore.events.kafka.Position;
import io.vertx.core.Promise;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A configuration that changes under way. */
class ReconfigureTest {
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

    private void become(IngressConfig config, RepositoryMatch... matches) {
        ingress.verticle.reconfigure(
                new IngressVerticle.Settings(config, TestIngress.repositories(), List.of(matches)));
    }

    @Test
    void theNextRequestMeetsTheNewWebhooksSecretsAndRepositories() throws Exception {
        assertThat(ingress.send(ingress.signed(BODY)).statusCode()).isEqualTo(202);
        become(
                TestIngress.config(
                        TestIngress.github("github", "/webhook/github", TestIngress.secret("rotated"), null),
                        TestIngress.github("more", "/webhook/more", TestIngress.secret(TestIngress.SECRET), null)),
                new RepositoryMatch(
                        new RepositoryConfig("*", "https://github.com/team/*", null, null, null, List.of())));

        assertThat(ingress.send(ingress.signed(BODY)).statusCode()).isEqualTo(401);
        assertThat(ingress.send(ingress.unsigned(BODY).header("X-Hub-Signature-256", TestIngress.sign("rotated", BODY)))
                        .statusCode())
                .isEqualTo(202);
        byte[] team = TestIngress.push("refs/heads/main", TestIngress.COMMIT, "https://github.com/team/shop")
                .getBytes(UTF_8);
        assertThat(ingress.send(ingress.signed(team).uri(ingress.uri("/webhook/more")))
                        .body())
                .contains("\"repository\":\"shop\"");
        assertThat(ingress.send(ingress.signed(BODY).uri(ingress.uri("/webhook/ci")))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aRequestUnderWayEndsAsItBegan() throws Exception {
        Promise<Position> acknowledged = Promise.promise();
        ingress.acknowledgement = acknowledged::future;
        CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return ingress.deliver(TestIngress.push());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        Awaitility.await().until(() -> !ingress.published.isEmpty());
        become(TestIngress.config());
        acknowledged.complete(new Position(Topic.SYNC, 0, 0));
        assertThat(answer.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
    }

    @Test
    void isNotReadyWhileTheLogIsAway() {
        assertThat(ingress.verticle.ready()).isTrue();
        ingress.reachable = false;
        assertThat(ingress.verticle.ready()).isFalse();
        ingress.reachable = true;
        assertThat(ingress.verticle.ready()).isTrue();
    }

    @Test
    void writesTenLinesAMinuteOfWrongSignaturesAndThenHowManyItLeftOut() {
        AtomicLong now = new AtomicLong();
        UnauthorizedLog lines = new UnauthorizedLog(now::get);
        for (int i = 0; i < 10; i++) {
            assertThat(lines.next("github")).isEqualTo(OptionalLong.of(0));
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(lines.next("github")).isEmpty();
        }
        assertThat(lines.next("gitlab")).isEqualTo(OptionalLong.of(0));
        now.addAndGet(TimeUnit.MINUTES.toNanos(1));
        assertThat(lines.next("github")).isEqualTo(OptionalLong.of(1000));
        assertThat(lines.next("github")).isEqualTo(OptionalLong.of(0));
    }

    @Test
    void countsEveryWrongSignature() throws Exception {
        for (int i = 0; i < 15; i++) {
            ingress.send(ingress.unsigned(BODY));
        }
        assertThat(ingress.count("github", "unauthorized")).isEqualTo(15);
        assertThat(ingress.metrics
                        .get("longshore.webhook.duration")
                        .tag("webhook", "github")
                        .timer()
                        .count())
                .isEqualTo(15);
        ingress.deliver(TestIngress.push());
        assertThat(ingress.metrics.get("longshore.webhook.produce").timer().count())
                .isEqualTo(1);
    }
}
