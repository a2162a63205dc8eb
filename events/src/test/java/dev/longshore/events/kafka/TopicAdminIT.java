/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.longshore.broker.BrokerSettings;
import dev.longshore.broker.EmbeddedBroker;
import dev.longshore.events.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicAdminIT {
    private static final Duration DEADLINE = Duration.ofSeconds(15);
    private static final TopicLayout LAYOUT = TopicLayout.EMBEDDED;

    @TempDir
    Path data;

    private KafkaSettings settings = new KafkaSettings(Map.of("bootstrap.servers", "unset:1"));
    private AutoCloseable broker = () -> {};

    @BeforeEach
    void start() {
        EmbeddedBroker started = EmbeddedBroker.start(BrokerSettings.in(data));
        broker = started;
        settings = new KafkaSettings(started.clientProperties());
    }

    @AfterEach
    void stop() throws Exception {
        broker.close();
    }

    @Test
    void createsEachTopicWithItsSettingsAndFindsNothingToReportAfterwards() throws Exception {
        assertThat(TopicAdmin.ensure(settings, LAYOUT, DEADLINE)).isEmpty();

        assertThat(TopicAdmin.ensure(settings, LAYOUT, DEADLINE)).isEmpty();
        try (Admin admin = Admin.create(settings.clientConfig(Map.of(), Map.of()))) {
            assertThat(admin.listTopics().names().get())
                    .containsAll(
                            Arrays.stream(Topic.values()).map(Topic::topicName).collect(toSet()));
            assertThat(partitions(admin, Topic.SYNC)).isEqualTo(8);
            assertThat(partitions(admin, Topic.REVISION)).isEqualTo(4);
        }
        for (Topic topic : Topic.values()) {
            assertThat(config(topic)).containsEntry("message.timestamp.type", "LogAppendTime");
        }
        assertThat(config(Topic.SYNC))
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", String.valueOf(Duration.ofDays(7).toMillis()))
                .containsEntry("flush.messages", "1");
        assertThat(config(Topic.DEPLOYMENT))
                .containsEntry(
                        "retention.ms", String.valueOf(Duration.ofDays(90).toMillis()));
        assertThat(config(Topic.REVISION))
                .containsEntry("cleanup.policy", "compact")
                .containsEntry("max.compaction.lag.ms", "3600000");
    }

    @Test
    void reportsATopicWithOtherSettingsAndLeavesIt() throws Exception {
        TopicAdmin.ensure(settings, LAYOUT, DEADLINE);
        alter(Topic.DRIFT, "retention.ms", "1234567");

        List<String> deviations = TopicAdmin.ensure(settings, LAYOUT, DEADLINE);

        assertThat(deviations)
                .containsExactly("longshore.drift: retention.ms is 1234567, Longshore would have made it 86400000");
        assertThat(config(Topic.DRIFT)).containsEntry("retention.ms", "1234567");
    }

    @Test
    void reportsAnotherNumberOfPartitions() throws Exception {
        TopicAdmin.ensure(settings, LAYOUT, DEADLINE);

        List<String> deviations = TopicAdmin.ensure(settings, LAYOUT.with(Map.of(Topic.SOURCE, 6), null), DEADLINE);

        assertThat(deviations).containsExactly("longshore.source: partitions is 4, Longshore would have made it 6");
    }

    @Test
    void saysWhichBrokerDoesNotAnswerAndKeepsThePasswordToItself() throws Exception {
        broker.close();

        assertThatExceptionOfType(BrokerUnreachableException.class)
                .isThrownBy(() -> TopicAdmin.ensure(settings, LAYOUT, Duration.ofSeconds(2)))
                .withMessageContaining(settings.bootstrapServers())
                .withMessageNotContaining("password");
    }

    @Test
    void saysSoWhenTheBrokersNameCannotBeResolved() {
        KafkaSettings nowhere = new KafkaSettings(Map.of("bootstrap.servers", "kafka.invalid:9092"));

        assertThatExceptionOfType(BrokerUnreachableException.class)
                .isThrownBy(() -> TopicAdmin.ensure(nowhere, LAYOUT, Duration.ofSeconds(2)))
                .withMessageContaining("kafka.invalid:9092");
    }

    private static int partitions(Admin admin, Topic topic) throws Exception {
        return admin.describeTopics(Set.of(topic.topicName())).allTopicNames().get().values().stream()
                .mapToInt(description -> description.partitions().size())
                .sum();
    }

    private Map<String, String> config(Topic topic) throws Exception {
        Map<String, String> found = new HashMap<>();
        try (Admin admin = Admin.create(settings.clientConfig(Map.of(), Map.of()))) {
            admin.describeConfigs(Set.of(resource(topic))).all().get().values().forEach(config -> config.entries()
                    .forEach(entry -> found.put(entry.name(), entry.value())));
        }
        return found;
    }

    private void alter(Topic topic, String key, String value) throws Exception {
        try (Admin admin = Admin.create(settings.clientConfig(Map.of(), Map.of()))) {
            admin.incrementalAlterConfigs(Map.of(
                            resource(topic),
                            List.of(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
        // A broker follows its controller a moment later.
        await().untilAsserted(() -> assertThat(config(topic)).containsEntry(key, value));
    }

    private static ConfigResource resource(Topic topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
    }
}
