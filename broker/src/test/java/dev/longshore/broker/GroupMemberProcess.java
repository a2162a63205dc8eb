/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.broker;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The member of a consumer group in a JVM of its own: one that is killed says no goodbye. */
final class GroupMemberProcess implements AutoCloseable {
    private final Process process;

    private GroupMemberProcess(Process process) {
        this.process = process;
    }

    public static void main(String[] arguments) {
        Map<String, String> properties =
                BrokerProperties.read(Path.of(arguments[0])).orElseThrow().clientProperties();
        try (KafkaConsumer<String, String> member = member(properties, arguments[1])) {
            await().pollInSameThread().until(() -> holdsSomething(member));
            ChildJvm.ready();
            await().forever().pollInSameThread().until(() -> !holdsSomething(member));
        }
    }

    private static boolean holdsSomething(KafkaConsumer<String, String> member) {
        member.poll(Duration.ofMillis(100));
        return !member.assignment().isEmpty();
    }

    /** A member of the one group these tests have. */
    static KafkaConsumer<String, String> member(Map<String, String> client, String topic) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.putAll(Map.of("group.id", "group", "group.protocol", "consumer"));
        KafkaConsumer<String, String> member =
                new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
        member.subscribe(List.of(topic));
        return member;
    }

    /** Returns when it holds partitions of the topic. */
    static GroupMemberProcess start(Path data, String topic) throws IOException {
        return new GroupMemberProcess(ChildJvm.start(GroupMemberProcess.class, data.toString(), topic));
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
