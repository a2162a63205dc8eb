/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import static dev.longshore.syncer.SyncerFixture.repository;
import static dev.longshore.syncer.SyncerFixture.stacks;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.RevisionEvent;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.TopicAdmin;
import dev.longshore.events.kafka.TopicLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** Against a Kafka of its own, with its default limits. */
@EnabledIf("hasDocker")
class SyncerKafkaIT {
    @TempDir
    private Path temp;

    static boolean hasDocker() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @Test
    void fetchesAndAnnouncesOnAnOrdinaryKafka() throws Exception {
        byte[] noise = new byte[3 << 20];
        new Random(7).nextBytes(noise);
        try (KafkaContainer kafka = new KafkaContainer(DockerImageName.parse("apache/kafka:4.3.1"));
                TestRepository remote = new TestRepository(temp.resolve("remote"))) {
            kafka.start();
            KafkaSettings settings = new KafkaSettings(Map.of("bootstrap.servers", kafka.getBootstrapServers()));
            TopicAdmin.ensure(settings, TopicLayout.EXTERNAL, Duration.ofSeconds(60));
            remote.write("web/compose.yaml", TestRepository.COMPOSE)
                    .write("web/noise", noise)
                    .commit("c");
            try (SyncerFixture fixture = new SyncerFixture(settings)) {
                fixture.start(temp.resolve("data"), repository("demo", remote.url()));
                fixture.awaitFirst("demo");
                remote.write("web/app.conf", "x").commit("d");

                SourceEvent answer = fixture.sync("demo");

                assertThat(stacks(answer)).containsExactly("web");
                assertThat(fixture.revisions("demo"))
                        .last()
                        .isInstanceOfSatisfying(RevisionEvent.Changed.class, revision -> {
                            assertThat(revision.generation()).isEqualTo(2);
                            assertThat(revision.bundle().offsets()).hasSizeGreaterThan(6);
                        });
            }
        }
    }
}
