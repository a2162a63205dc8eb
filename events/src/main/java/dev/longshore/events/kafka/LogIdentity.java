/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/** Tells a log from one that was made anew in its place, where offsets and generations begin again. */
public final class LogIdentity {
    private LogIdentity() {}

    /**
     * The ids of the cluster and of a topic on it, as one text. Blocks.
     *
     * @throws BrokerUnreachableException if the cluster does not answer within {@code deadline}, or has no such topic yet
     */
    public static String of(KafkaSettings settings, Topic topic, Duration deadline) throws BrokerUnreachableException {
        int millis = Math.toIntExact(deadline.toMillis());
        Map<String, Object> config = settings.clientConfig(
                Map.of(AdminClientConfig.CLIENT_ID_CONFIG, "longshore-identity"),
                Map.of(
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis,
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis));
        try (Admin admin = Admin.create(config)) {
            String cluster = admin.describeCluster().clusterId().get(millis, TimeUnit.MILLISECONDS);
            var described = admin.describeTopics(List.of(topic.topicName()))
                    .allTopicNames()
                    .get(millis, TimeUnit.MILLISECONDS);
            return cluster + "/"
                    + Objects.requireNonNull(described.get(topic.topicName())).topicId();
        } catch (ExecutionException e) {
            throw new BrokerUnreachableException(settings, e.getCause() == null ? e : e.getCause());
        } catch (KafkaException | TimeoutException e) {
            throw new BrokerUnreachableException(settings, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerUnreachableException(settings, e);
        }
    }
}
