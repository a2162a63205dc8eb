/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Kafka producers of which, for each name, only the newest can write. */
final class TransactionalProducers {
    private TransactionalProducers() {}

    /**
     * Not fencing yet: that is {@code initTransactions}.
     *
     * @param name the {@code transactional.id}
     * @param timeout after which the broker aborts a transaction that was left open; also, less some time, the deadline of each send
     */
    static Producer<String, byte[]> open(KafkaSettings settings, String name, Duration timeout) {
        int millis = Math.toIntExact(timeout.toMillis());
        Map<String, Object> required = Map.of(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                name,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                millis,
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                millis * 8 / 10,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                millis * 9 / 10);
        Map<String, Object> defaults = Map.of(
                ProducerConfig.CLIENT_ID_CONFIG,
                name,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                10_000,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                8 * 1024 * 1024,
                ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                1000);
        return new KafkaProducer<>(
                settings.clientConfig(defaults, required), new StringSerializer(), new ByteArraySerializer());
    }

    /** Whether this, or what caused it, says that a newer producer of the name exists. */
    static boolean isFenced(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof ProducerFencedException || t instanceof InvalidProducerEpochException) {
                return true;
            }
        }
        return false;
    }
}
