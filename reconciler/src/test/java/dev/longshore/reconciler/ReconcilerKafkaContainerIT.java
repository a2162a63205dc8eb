/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.longshore.events.kafka.KafkaSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

class ReconcilerKafkaContainerIT {
    @Test
    void holdsOnAKafkaOfItsOwn() throws Exception {
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "no Docker engine answers");
        try (KafkaContainer kafka = new KafkaContainer("apache/kafka:4.3.1")) {
            kafka.start();
            KafkaSettings settings = new KafkaSettings(Map.of("bootstrap.servers", kafka.getBootstrapServers()));
            try (ReconcilerLab lab = new ReconcilerLab(settings)) {
                ReconcilerScenarios.restartRebuildsTheSameStatusAndTellsNothingTwice(lab);
            }
        }
    }
}
