/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.config.ConfigurationLoader;
import dev.longshore.events.kafka.KafkaSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeploymentsTest {
    @Test
    void countsAServiceThatHasNotBegunAsNotReady() {
        Vertx vertx = Vertx.vertx();
        Deployments deployments = new Deployments(
                Set.of(Service.INGRESS, Service.SYNCER),
                vertx,
                ConfigurationLoader.defaults(name -> null),
                new KafkaSettings(Map.of("bootstrap.servers", "localhost:1")),
                new SimpleMeterRegistry());

        assertThat(deployments.readiness()).isEqualTo(Map.of(Service.INGRESS, false, Service.SYNCER, false));
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
