/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.Topic;
import dev.longshore.events.kafka.LogFollower.Place;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Where topics end, records of transactions that are still open included. A consumer that reads committed is told an earlier end while a
 * transaction is open, by whomever, and would miss what is committed behind its beginning. Blocks.
 */
public final class LogEnds implements AutoCloseable {
    private static final int DEADLINE_MS = 5000;
    private final KafkaSettings settings;
    private final Admin admin;

    public LogEnds(KafkaSettings settings, String clientId) {
        this.settings = settings;
        this.admin = Admin.create(settings.clientConfig(
                Map.of(
                        AdminClientConfig.CLIENT_ID_CONFIG,
                        clientId,
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        DEADLINE_MS / 2,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        DEADLINE_MS,
                        AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                        1000),
                Map.of()));
    }

    /** The offset after the last record of each partition. */
    public Map<Place, Long> of(Topic topic) throws BrokerUnreachableException {
        try {
            Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
            String name = topic.topicName();
            var topics = admin.describeTopics(List.of(name)).allTopicNames().get(DEADLINE_MS, TimeUnit.MILLISECONDS);
            Objects.requireNonNull(topics.get(name))
                    .partitions()
                    .forEach(info -> wanted.put(new TopicPartition(name, info.partition()), OffsetSpec.latest()));
            Map<Place, Long> ends = new HashMap<>();
            admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                    .all()
                    .get(DEADLINE_MS, TimeUnit.MILLISECONDS)
                    .forEach((partition, end) -> ends.put(new Place(topic, partition.partition()), end.offset()));
            return ends;
        } catch (ExecutionException | TimeoutException e) {
            throw new BrokerUnreachableException(settings, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
