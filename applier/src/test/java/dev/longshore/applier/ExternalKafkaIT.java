/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.applier.docker.Engine;
import dev.longshore.events.HostAlive;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.kafka.KafkaContainer;

/** The same on Kafka as its project ships it. */
@EnabledIf("dev.longshore.applier.DockerCli#isAvailable")
class ExternalKafkaIT {
    @TempDir
    Path folder;

    @Test
    void appliesFromKafkaInAContainer() throws Exception {
        try (KafkaContainer kafka = new KafkaContainer("apache/kafka:4.3.1")) {
            kafka.start();
            try (TestLog log = TestLog.at(kafka.getBootstrapServers());
                    Engine engine = Engine.connect();
                    TestHost host = new TestHost(log, "host-1", folder.resolve("data"))) {
                host.start();
                try (TestStack stack = new TestStack(log, engine).web("one")) {
                    stack.deploy();
                    assertThat(stack.only().state().text()).isEqualTo("running");
                }
                assertThat(log.everything()).anyMatch(record -> record.event() instanceof HostAlive);
            }
        }
    }
}
