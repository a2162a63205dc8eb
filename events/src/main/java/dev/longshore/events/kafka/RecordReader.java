/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads single records whose offsets are known, such as the chunks of a bundle. Keeps its connection between reads: a new one costs more
 * than a small read. Blocking; one read at a time, others wait.
 */
public final class RecordReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final int FETCH_BYTES = 1024 * 1024;

    private final KafkaSettings settings;
    private final String clientId;
    private @Nullable Consumer<String, byte[]> consumer;
    private boolean closed;

    public RecordReader(KafkaSettings settings, String clientId) {
        this.settings = settings;
        this.clientId = clientId;
    }

    /** Takes one record. */
    @FunctionalInterface
    public interface Sink {
        /**
         * @param index which of the offsets asked for, from 0
         * @param key null if the record has none
         * @param value null for a tombstone
         */
        void accept(int index, @Nullable String key, byte @Nullable [] value) throws IOException;
    }

    /**
     * Hands over the records at {@code offsets}, in that order.
     *
     * @param offsets ascending
     * @param deadline until the whole of it must have been read
     * @return false if one of them is not on the log any more; the sink may have been given those before it
     * @throws BrokerUnreachableException if the broker did not deliver in time
     * @throws IOException from the sink
     */
    public synchronized boolean read(Topic topic, int partition, List<Long> offsets, Duration deadline, Sink sink)
            throws BrokerUnreachableException, IOException {
        if (closed) {
            throw new IllegalStateException("the reader is closed");
        }
        try {
            return read(opened(), new TopicPartition(topic.topicName(), partition), offsets, deadline.toNanos(), sink);
        } catch (OffsetOutOfRangeException | NoOffsetForPartitionException e) {
            return false;
        } catch (InterruptException e) {
            release();
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            release();
            throw new BrokerUnreachableException(settings, e);
        }
    }

    private boolean read(
            Consumer<String, byte[]> opened, TopicPartition partition, List<Long> offsets, long nanos, Sink sink)
            throws BrokerUnreachableException, IOException {
        opened.assign(Set.of(partition));
        opened.seek(partition, offsets.get(0));
        long begin = System.nanoTime();
        int next = 0;
        while (next < offsets.size()) {
            for (ConsumerRecord<String, byte[]> record : opened.poll(POLL).records(partition)) {
                if (next == offsets.size() || record.offset() > offsets.get(next)) {
                    break;
                }
                if (record.offset() == offsets.get(next)) {
                    sink.accept(next++, record.key(), record.value());
                }
            }
            if (next < offsets.size() && isPast(opened, partition, offsets.get(next))) {
                return false;
            }
            if (System.nanoTime() - begin > nanos) {
                throw new BrokerUnreachableException(
                        settings, new java.util.concurrent.TimeoutException("records were not delivered in time"));
            }
        }
        return true;
    }

    /** Whether everything up to and including {@code offset} has been read: then, not having been seen, it is gone. */
    private static boolean isPast(Consumer<String, byte[]> opened, TopicPartition partition, long offset) {
        return opened.position(partition) > offset;
    }

    private Consumer<String, byte[]> opened() {
        Consumer<String, byte[]> existing = consumer;
        if (existing == null) {
            existing = new KafkaConsumer<>(config(), new StringDeserializer(), new ByteArrayDeserializer());
            consumer = existing;
        }
        return existing;
    }

    /** A fetch that waits at the end of one partition would hold up the next read, of another: so it must not wait. */
    private Map<String, Object> config() {
        Map<String, Object> defaults = new HashMap<>();
        defaults.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        defaults.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000);
        defaults.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        defaults.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        defaults.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 5);
        return settings.clientConfig(
                defaults,
                Map.of(
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        // Who knows an offset has it from a committed event, and checks the digest. Reading committed
                        // would only
                        // make it wait for transactions of others.
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_uncommitted",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "none"));
    }

    private void release() {
        Consumer<String, byte[]> existing = consumer;
        consumer = null;
        if (existing != null) {
            existing.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ZERO));
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        release();
    }
}
