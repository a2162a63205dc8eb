/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.Topic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics for somebody who acknowledges each record when it is done with, in any order: what was acknowledged is not handed over
 * again, not even to a successor. A group that is new begins at the end. Before new records come those it saw not long ago, as
 * {@link Delivered#past()}: what it has to remember. Blocking; for one thread.
 */
public final class ReceiptConsumer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReceiptConsumer.class);
    private static final int SESSION_MS = 6000;
    private static final Duration CLOSE = Duration.ofSeconds(5);
    /** What a consumer knows of the end of a partition may be as old as one fetch. */
    private static final Duration STALE = Duration.ofSeconds(1);

    private static final Duration COMMIT_WHEN_IDLE = Duration.ofSeconds(5);
    /** So that what is open fits into the metadata of a committed offset. */
    private static final int MAX_OPEN = 200;

    private final KafkaSettings settings;
    private final Duration memory;
    private final Clock clock;
    private final RepeatedWarning trouble;
    private final Consumer<String, byte[]> consumer;
    private final Map<TopicPartition, PartitionReceipts> receipts = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    private final Map<TopicPartition, Instant> seen = new HashMap<>();
    private final Set<TopicPartition> paused = new HashSet<>();
    /** New, and to be handed over when everything has come that is not. */
    private final List<Delivered> held = new ArrayList<>();

    private Instant nextCommit = Instant.EPOCH;
    private boolean changed;

    /** @param past whether it was acknowledged before, in an earlier life: not to be acknowledged again */
    public record Delivered(Received record, boolean past) {}

    /**
     * @param group keeps its place
     * @param memory how far back it is handed what it has seen before; of compacted topics it is handed everything
     */
    public ReceiptConsumer(KafkaSettings settings, String group, Set<Topic> topics, Duration memory, Clock clock) {
        this.settings = settings;
        this.memory = memory;
        this.clock = clock;
        this.trouble = new RepeatedWarning(log, group);
        this.consumer = open(settings, group);
        consumer.subscribe(topics.stream().map(Topic::topicName).toList(), new Listener());
    }

    /**
     * What is on the log and was not handed over yet; waits for it at most {@code timeout}. Nothing that is new to the group comes before
     * everything has come that it has seen before.
     *
     * @throws BrokerUnreachableException on an error that this consumer does not get over
     */
    public List<Delivered> poll(Duration timeout) throws BrokerUnreachableException {
        try {
            Instant begin = clock.instant();
            return accept(consumer.poll(timeout), begin);
        } catch (KafkaException e) {
            throw new BrokerUnreachableException(settings, e);
        }
    }

    private List<Delivered> accept(ConsumerRecords<String, byte[]> records, Instant begin) {
        List<Delivered> batch = new ArrayList<>(records.count());
        for (ConsumerRecord<String, byte[]> record : records) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            PartitionReceipts receipt = receipts.get(partition);
            if (receipt != null) {
                seen.put(partition, Instant.ofEpochMilli(record.timestamp()));
                (receipt.isNew(record.offset()) ? held : batch).add(delivered(record, receipt));
            }
        }
        records.nextOffsets().forEach(this::reach);
        receipts.keySet().stream().filter(this::isAtEnd).forEach(partition -> atEnd(partition, begin.minus(STALE)));
        pauseCrowded();
        if (receipts.values().stream().allMatch(PartitionReceipts::hasReachedNew)) {
            batch.addAll(held);
            held.clear();
        }
        return batch;
    }

    private static Delivered delivered(ConsumerRecord<String, byte[]> record, PartitionReceipts receipt) {
        boolean past = receipt.isPast(record.offset());
        if (!past) {
            receipt.begin(record.offset());
        }
        return new Delivered(EventRecords.decode(record), past);
    }

    private void reach(TopicPartition partition, OffsetAndMetadata next) {
        PartitionReceipts receipt = receipts.get(partition);
        if (receipt != null) {
            receipt.reach(next.offset());
        }
    }

    /** What ends before what was seen is not all there any more: nothing else of it will come. */
    private void atEnd(TopicPartition partition, Instant now) {
        seen.merge(partition, now, (a, b) -> a.isAfter(b) ? a : b);
        PartitionReceipts receipt = receipts.get(partition);
        if (receipt != null) {
            receipt.reach(consumer.position(partition));
        }
    }

    private boolean isAtEnd(TopicPartition partition) {
        return consumer.currentLag(partition).orElse(1) == 0;
    }

    /** Up to when everything that was appended has been handed over, of all partitions; {@link Instant#MIN} while that is not known. */
    public Instant readUpTo() {
        return receipts.isEmpty() || seen.size() < receipts.size()
                ? Instant.MIN
                : seen.values().stream().min(Instant::compareTo).orElse(Instant.MIN);
    }

    /** Whether it has a place on the log. */
    public boolean isAssigned() {
        return !receipts.isEmpty();
    }

    /** Whether so much is open somewhere that nothing more is read there. */
    public boolean isCrowded() {
        return !paused.isEmpty();
    }

    /** Whether this partition is (still) this member's: if not, nothing of it is to be done any more. */
    public boolean owns(Position position) {
        return receipts.containsKey(partition(position));
    }

    /** It is done with. Takes effect with the next commit. */
    public void acknowledge(Position position) {
        PartitionReceipts receipt = receipts.get(partition(position));
        if (receipt != null && receipt.acknowledge(position.offset())) {
            changed = true;
        }
    }

    /** Records that are not acknowledged, those that were not read yet included. */
    public long lag() {
        return receipts.entrySet().stream()
                .mapToLong(entry -> entry.getValue().open()
                        + consumer.currentLag(entry.getKey()).orElse(0))
                .sum();
    }

    /**
     * Makes acknowledgements last.
     *
     * @return whether they do; if not, the broker did not take them now
     * @throws BrokerUnreachableException on an error that this consumer does not get over, such as that it is no member any more
     */
    public boolean commit() throws BrokerUnreachableException {
        try {
            commitOwned();
            trouble.over("Kafka takes acknowledgements again");
            return true;
        } catch (RetriableException e) {
            trouble.warn("Kafka does not take acknowledgements, will try again", e);
            return false;
        } catch (KafkaException e) {
            throw new BrokerUnreachableException(settings, e);
        }
    }

    private void commitOwned() {
        Map<TopicPartition, OffsetAndMetadata> offsets = uncommitted(receipts.keySet());
        if (!offsets.isEmpty()) {
            consumer.commitSync(offsets);
            committed.putAll(offsets);
        }
        changed = false;
        nextCommit = clock.instant().plus(COMMIT_WHEN_IDLE);
    }

    /** {@link #commit()} if something was acknowledged long ago, for the sake of records that nothing was done about. */
    public boolean commitSometimes() throws BrokerUnreachableException {
        return clock.instant().isBefore(nextCommit) || commit();
    }

    private Map<TopicPartition, OffsetAndMetadata> uncommitted(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            PartitionReceipts receipt = receipts.get(partition);
            if (receipt != null && !receipt.committable().equals(committed.get(partition))) {
                offsets.put(partition, receipt.committable());
            }
        }
        return offsets;
    }

    private void pauseCrowded() {
        receipts.forEach((partition, receipt) -> {
            if (receipt.open() > MAX_OPEN && paused.add(partition)) {
                consumer.pause(Set.of(partition));
            } else if (receipt.open() <= MAX_OPEN / 2 && paused.remove(partition)) {
                consumer.resume(Set.of(partition));
            }
        });
    }

    private static TopicPartition partition(Position position) {
        return new TopicPartition(position.topic().topicName(), position.partition());
    }

    /** Commits a last time and leaves the group. */
    @Override
    public void close() {
        try {
            if (changed) {
                commitOwned();
            }
        } catch (KafkaException e) { // then a successor does some of it again
            log.atWarn().addKeyValue("reason", e.toString()).log("acknowledgements not committed before leaving");
        } finally {
            consumer.close(CloseOptions.timeout(CLOSE));
        }
    }

    private static Consumer<String, byte[]> open(KafkaSettings settings, String group) {
        Map<String, Object> required = new HashMap<>();
        required.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        // A killed member's partitions wait 6 s, with the newer protocol the broker's 45 s (ADR 0006).
        required.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        required.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MS);
        required.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, SESSION_MS / 4);
        required.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        required.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        required.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        required.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        required.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        required.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_OPEN);
        Map<String, Object> defaults = Map.of(
                ConsumerConfig.CLIENT_ID_CONFIG,
                group,
                ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                1000,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                10_000,
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                4 * 1024 * 1024);
        return new KafkaConsumer<>(
                settings.clientConfig(defaults, required), new StringDeserializer(), new ByteArrayDeserializer());
    }

    private final class Listener implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (partitions.isEmpty()) {
                return;
            }
            Set<TopicPartition> added = Set.copyOf(partitions);
            Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(added);
            Map<TopicPartition, Long> ends = consumer.endOffsets(added);
            Map<TopicPartition, OffsetAndMetadata> stored = consumer.committed(added);
            Map<TopicPartition, Long> remembered = remembered(added, beginnings, ends);
            for (TopicPartition partition : added) {
                long begin = beginnings.getOrDefault(partition, 0L);
                long end = ends.getOrDefault(partition, begin);
                PartitionReceipts receipt = receipt(stored.get(partition), begin, end);
                receipts.put(partition, receipt);
                consumer.seek(partition, Math.min(remembered.getOrDefault(partition, end), receipt.start(begin)));
            }
            commitOwned(); // also of a new group: from here on nothing is missed
        }

        /** A log that is shorter than what was committed is another one: all of it is new. */
        private PartitionReceipts receipt(@Nullable OffsetAndMetadata stored, long begin, long end) {
            if (stored == null) {
                return PartitionReceipts.from(end);
            }
            return stored.offset() > end ? PartitionReceipts.from(begin) : PartitionReceipts.of(stored);
        }

        private Map<TopicPartition, Long> remembered(
                Set<TopicPartition> partitions, Map<TopicPartition, Long> beginnings, Map<TopicPartition, Long> ends) {
            Map<TopicPartition, Long> from = new HashMap<>(ends);
            Map<TopicPartition, Long> times = new HashMap<>();
            long since = clock.instant().minus(memory).toEpochMilli();
            for (TopicPartition partition : partitions) {
                if (Topic.named(partition.topic()).orElseThrow().cleanup() == Topic.Cleanup.COMPACT) {
                    from.put(partition, beginnings.getOrDefault(partition, 0L));
                } else {
                    times.put(partition, since);
                }
            }
            consumer.offsetsForTimes(times).forEach((partition, found) -> {
                if (found != null) {
                    from.put(partition, found.offset());
                }
            });
            return from;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            try {
                Map<TopicPartition, OffsetAndMetadata> offsets = uncommitted(partitions);
                if (!offsets.isEmpty()) {
                    consumer.commitSync(offsets);
                }
            } catch (KafkaException e) { // then the next owner does some of it again
                log.atWarn()
                        .addKeyValue("reason", e.toString())
                        .log("acknowledgements not committed before a rebalance");
            }
            onPartitionsLost(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            partitions.forEach(partition -> {
                receipts.remove(partition);
                committed.remove(partition);
                seen.remove(partition);
                paused.remove(partition);
            });
            held.removeIf(delivered -> !owns(delivered.record().position()));
        }
    }
}
