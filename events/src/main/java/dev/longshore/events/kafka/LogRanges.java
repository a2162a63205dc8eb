/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** Where topics begin and end, for those who read committed. Keeps its connection. Blocks. */
public final class LogRanges implements AutoCloseable {
    private static final int DEADLINE_MS = 5000;

    private final KafkaSettings settings;
    private final Admin admin;

    public LogRanges(KafkaSettings settings, String clientId) {
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

    /**
     * A topic as it is now.
     *
     * @param id another one when the topic was made anew, and offsets begin again
     * @param partitions in their order, from 0
     */
    public record TopicRange(String id, List<Range> partitions) {
        public TopicRange {
            partitions = List.copyOf(partitions);
        }
    }

    /** From the oldest offset that is kept to the one behind the last that is committed. */
    public record Range(long beginning, long end) {}

    /** @throws BrokerUnreachableException also if one of the topics is missing */
    public Map<Topic, TopicRange> of(Set<Topic> topics) throws BrokerUnreachableException {
        try {
            Map<String, TopicDescription> described = admin.describeTopics(
                            topics.stream().map(Topic::topicName).toList())
                    .allTopicNames()
                    .get(DEADLINE_MS, TimeUnit.MILLISECONDS);
            Map<TopicPartition, Long> beginnings = offsets(described, OffsetSpec.earliest());
            Map<TopicPartition, Long> ends = offsets(described, OffsetSpec.latest());
            Map<Topic, TopicRange> ranges = new EnumMap<>(Topic.class);
            described.forEach(
                    (name, topic) -> ranges.put(Topic.named(name).orElseThrow(), range(topic, beginnings, ends)));
            return ranges;
        } catch (ExecutionException | TimeoutException e) {
            throw new BrokerUnreachableException(settings, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private Map<TopicPartition, Long> offsets(Map<String, TopicDescription> described, OffsetSpec spec)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        described.forEach((name, topic) ->
                topic.partitions().forEach(info -> wanted.put(new TopicPartition(name, info.partition()), spec)));
        Map<TopicPartition, ListOffsetsResultInfo> found = admin.listOffsets(
                        wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get(DEADLINE_MS, TimeUnit.MILLISECONDS);
        Map<TopicPartition, Long> offsets = new HashMap<>();
        found.forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    private static TopicRange range(
            TopicDescription topic, Map<TopicPartition, Long> beginnings, Map<TopicPartition, Long> ends) {
        List<Range> partitions = new ArrayList<>();
        for (int number = 0; number < topic.partitions().size(); number++) {
            TopicPartition partition = new TopicPartition(topic.name(), number);
            partitions.add(new Range(beginnings.getOrDefault(partition, 0L), ends.getOrDefault(partition, 0L)));
        }
        return new TopicRange(topic.topicId().toString(), partitions);
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
