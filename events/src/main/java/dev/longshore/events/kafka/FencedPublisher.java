/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.Envelope;
import dev.longshore.events.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.utils.Utils;

/**
 * Publishes in transactions, under a name of which only the newest publisher can write: opening one ends what an older one left open, and
 * nothing that the older one still sends is ever seen by who reads committed. After a failure it is of no use any more: what is on the log
 * is then unknown until a new one has been opened. Blocks; safe for use by many threads, which take turns.
 */
public final class FencedPublisher implements AutoCloseable {
    private final String name;
    private final Producer<String, byte[]> producer;
    private boolean usable = true;

    private FencedPublisher(String name, Producer<String, byte[]> producer) {
        this.name = name;
        this.producer = producer;
    }

    /**
     * When this returns, all older publishers of this name are fenced, and what they committed is on the log for good.
     *
     * @param name the {@code transactional.id}
     * @param timeout after which the broker aborts a transaction that this publisher did not end
     */
    public static FencedPublisher open(KafkaSettings settings, String name, Duration timeout)
            throws UnpublishedException {
        Producer<String, byte[]> producer = TransactionalProducers.open(settings, name, timeout);
        try {
            producer.initTransactions();
            return new FencedPublisher(name, producer);
        } catch (KafkaException e) {
            producer.close(Duration.ZERO);
            throw new UnpublishedException(name, TransactionalProducers.isFenced(e), e);
        }
    }

    /** What is to become visible all at once. Short: it must not read files, or wait for anything but the log. */
    @FunctionalInterface
    public interface Work<T> {
        T in(Transaction transaction);
    }

    /** A transaction under way. */
    public final class Transaction {
        private Transaction() {}

        @SuppressWarnings("FutureReturnValueIgnored") // the commit throws what any of the sends met
        public void publish(Envelope<?> envelope) {
            send(EventRecords.encode(envelope));
        }

        /**
         * Records that are no events, such as the chunks of a bundle. Waits until the log has them.
         *
         * @return the offset of each
         */
        public List<Long> publish(Topic topic, int partition, List<Map.Entry<String, byte[]>> records) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            records.forEach(record -> sent.add(
                    send(new ProducerRecord<>(topic.topicName(), partition, record.getKey(), record.getValue()))));
            return sent.stream().map(FencedPublisher::acknowledged).toList();
        }

        /** A tombstone: the end of a key on a compacted topic. */
        @SuppressWarnings("FutureReturnValueIgnored")
        public void retract(Topic topic, int partition, String key) {
            send(new ProducerRecord<>(topic.topicName(), partition, key, null));
        }

        /** Leaves a text for the next publisher, instead of an earlier one. */
        public void note(FencedNote note, String text) {
            producer.sendOffsetsToTransaction(note.saying(text), note.owner());
        }

        private Future<RecordMetadata> send(ProducerRecord<String, byte[]> record) {
            return producer.send(record);
        }
    }

    private static Long acknowledged(Future<RecordMetadata> sent) {
        try {
            return sent.get().offset();
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /**
     * Publishes everything that {@code work} publishes, or nothing.
     *
     * @throws UnpublishedException if that is not known to have happened; the publisher is closed then
     */
    public synchronized <T> T transact(Work<T> work) throws UnpublishedException {
        if (!usable) {
            throw new UnpublishedException(name);
        }
        boolean committed = false;
        try {
            producer.beginTransaction();
            T result = work.in(new Transaction());
            producer.commitTransaction(); // throws what any of the sends met
            committed = true;
            return result;
        } catch (KafkaException e) {
            throw new UnpublishedException(name, TransactionalProducers.isFenced(e), e);
        } finally {
            if (!committed) {
                close();
            }
        }
    }

    /** The partition that a record of this key goes to by default. */
    public int partitionOf(Topic topic, String key) throws UnpublishedException {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        try {
            int partitions = producer.partitionsFor(topic.topicName()).size();
            return Utils.toPositive(Utils.murmur2(bytes)) % partitions;
        } catch (KafkaException e) {
            throw new UnpublishedException(name, false, e);
        }
    }

    /** Waits for a transaction under way. A transaction that failed stays open until it is fenced or times out. */
    @Override
    public synchronized void close() {
        if (usable) {
            usable = false;
            producer.close(Duration.ZERO);
        }
    }
}
