/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.Envelope;
import dev.longshore.events.Topic;
import io.cloudevents.CloudEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.producer.KafkaWriteStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts events on the log. A future succeeds once every in-sync replica has the record ({@code acks=all}) and fails if that did not
 * happen in time; after a failure the record may still be on the log.
 */
public final class EventPublisher {
    private static final Logger log = LoggerFactory.getLogger(EventPublisher.class);

    private final KafkaWriteStream<String, byte[]> stream;
    private final long deadlineMillis;
    private final LongAdder failures = new LongAdder();

    private EventPublisher(KafkaWriteStream<String, byte[]> stream, long deadlineMillis) {
        this.stream = stream;
        this.deadlineMillis = deadlineMillis;
    }

    /**
     * @param clientId names the connection in the broker's logs and quotas
     * @param deadline until an unacknowledged record fails, a third of it for each try; at least one second
     */
    public static EventPublisher create(Vertx vertx, KafkaSettings settings, String clientId, Duration deadline) {
        int millis = Math.toIntExact(deadline.toMillis());
        Map<String, Object> config = settings.clientConfig(
                Map.of(
                        ProducerConfig.CLIENT_ID_CONFIG,
                        clientId,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        16 * 1024 * 1024,
                        ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                        1000,
                        // After one batch has failed, those behind it in the same partition pass one by one, each after
                        // its own backoff.
                        ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG,
                        200),
                Map.of(
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.LINGER_MS_CONFIG,
                        0,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        millis,
                        // A connection that hangs must leave time for another try.
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        Math.max(millis / 3, 500),
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        millis));
        KafkaWriteStream<String, byte[]> stream =
                KafkaWriteStream.create(vertx, config, new StringSerializer(), new ByteArraySerializer());
        // Without a handler each failure would be logged as unhandled besides failing its future.
        stream.exceptionHandler(e -> log.atDebug().setCause(e).log("a record was not acknowledged"));
        return new EventPublisher(stream, millis);
    }

    public Future<Position> publish(Envelope<?> envelope) {
        return send(envelope.type().topic(), EventRecords.encode(envelope));
    }

    /** A CloudEvent that is not one of ours, such as a CDEvent. */
    public Future<Position> publish(Topic topic, String key, CloudEvent event) {
        return send(topic, EventRecords.encode(topic, key, event));
    }

    /** A record that is no event: a chunk of a bundle, or with a null value a tombstone. */
    public Future<Position> publish(Topic topic, int partition, String key, byte @Nullable [] value) {
        return send(topic, new ProducerRecord<>(topic.topicName(), partition, key, value));
    }

    /** A request to sync that went to the dead letter, once more: the same event, under the key that it should have. */
    public Future<Position> publish(BuriedRequest request) {
        return send(Topic.SYNC, request.record());
    }

    /** The partition that a record of this key goes to by default. */
    public Future<Integer> partitionOf(Topic topic, String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return stream.partitionsFor(topic.topicName()).map(all -> Utils.toPositive(Utils.murmur2(bytes)) % all.size());
    }

    private Future<Position> send(Topic topic, ProducerRecord<String, byte[]> record) {
        // The producer waits for metadata and then for the acknowledgement, up to the deadline each: together it may be
        // twice that.
        return stream.send(record)
                .timeout(deadlineMillis, TimeUnit.MILLISECONDS)
                .onFailure(e -> failures.increment())
                .map(metadata -> position(topic, metadata));
    }

    private static Position position(Topic topic, RecordMetadata metadata) {
        return new Position(topic, metadata.partition(), metadata.offset());
    }

    /** Records that were not acknowledged in time, since the start. From any thread. */
    public long failures() {
        return failures.sum();
    }

    /** Sends what is waiting, then closes. */
    public Future<Void> close() {
        return stream.close();
    }
}
