/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.events.Topic;
import dev.longshore.events.config.IngressConfig;
import dev.longshore.events.config.Listen;
import dev.longshore.events.kafka.Position;
import io.vertx.core.Promise;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class IngressVerticleTest {
    @Test
    void saysWhichAddressIsTaken() throws Exception {
        try (TestIngress first = TestIngress.start()) {
            IngressConfig config = TestIngress.config();
            Listen taken = new Listen("127.0.0.1", first.verticle.port());
            IngressConfig second = new IngressConfig(
                    taken, config.maxBody(), 128, null, List.of(), config.apiTokens(), config.webhooks());
            assertThatThrownBy(() -> TestIngress.start(second, TestIngress.repositories(), TestIngress.LIMITS))
                    .hasMessageContaining("ingress.listen")
                    .hasMessageContaining(taken.toString());
        }
    }

    @Test
    void answersTheRequestsAtHandBeforeItStops() throws Exception {
        try (TestIngress ingress = TestIngress.start()) {
            Promise<Position> acknowledged = Promise.promise();
            ingress.acknowledgement = acknowledged::future;
            CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(() -> {
                try {
                    return ingress.deliver(TestIngress.push());
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> !ingress.published.isEmpty());
            assertThat(ingress.verticle.ready()).isTrue();
            var stopped = ingress.vertx.undeploy(ingress.verticle.deploymentID());
            acknowledged.complete(new Position(Topic.SYNC, 0, 0));
            assertThat(answer.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
            stopped.await(10, TimeUnit.SECONDS);
            assertThat(ingress.verticle.ready()).isFalse();
        }
    }
}
