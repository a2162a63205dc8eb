/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows all partitions of some topics without joining a group: every follower sees every record, in order within a partition, read
 * committed. The handler runs on the follower's own thread and may block; the next batch is read when it returns. A handler that throws
 * ends the follower: see {@link #stopped()}. Partitions that are added to a topic later are seen after a restart.
 */
public final class LogFollower implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LogFollower.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CATCHING_UP = Duration.ofMillis(20);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(10);

    /** Where to begin in a topic for which there is no stored position. */
    public enum Start {
        BEGINNING,
        END
    }

    /** Takes what one poll brought. */
    @FunctionalInterface
    public interface BatchHandler {
        /**
         * @param records in order within each partition; never empty
         * @param next for each partition that moved, the offset to go on from after this batch
         */
        void accept(List<Received> records, Map<Place, Long> next);
    }

    /** A partition of a topic. */
    public record Place(Topic topic, int partition) {}

    private final KafkaSettings settings;
    private final String clientId;
    private final Map<Topic, Start> topics;
    private final Map<Place, Long> positions;
    private final BatchHandler handler;
    private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final RepeatedWarning trouble;
    private final Queue<LogGoal> goals = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Consumer<String, byte[]> consumer;
    private @Nullable LagReport lag;
    private int fetchBytes = 8 * 1024 * 1024;

    /**
     * @param positions offsets to go on from; a place that is not in it starts as its topic says, as does one whose offset is gone
     */
    public LogFollower(
            KafkaSettings settings,
            String clientId,
            Map<Topic, Start> topics,
            Map<Place, Long> positions,
            BatchHandler handler) {
        this.settings = settings;
        this.clientId = clientId;
        this.topics = Map.copyOf(topics);
        this.positions = Map.copyOf(positions);
        this.handler = handler;
        this.trouble = new RepeatedWarning(log, clientId);
        this.thread = new Thread(this::run, clientId);
        this.thread.setDaemon(true);
    }

    /**
     * Also commits how far it has come, under a group that has no members: only for those who watch lag. To be called before
     * {@link #start}.
     */
    public LogFollower tellingLagAs(String group) {
        lag = new LagReport(group);
        return this;
    }

    /** Holds about this many bytes of records that are not handled yet, instead of 8 MiB. To be called before {@link #start}. */
    public LogFollower holdingAtMost(int bytes) {
        fetchBytes = bytes;
        return this;
    }

    /** Begins to follow, once, and returns at once. Waits for a broker that does not answer yet, and for topics that are not there yet. */
    public synchronized LogFollower start() {
        if (!isClosing()) {
            thread.start();
        }
        return this;
    }

    /** Done once everything that was on the log when it began has been handled. Fails if the follower stops before that. */
    public CompletableFuture<Void> caughtUp() {
        return caughtUp;
    }

    /**
     * Done once everything before these offsets has been handled, or passed over because its transaction was aborted; waits for transactions
     * that are still open. Fails if the follower stops before that, or does not know one of the partitions.
     */
    public CompletableFuture<Void> reach(Map<Place, Long> ends) {
        LogGoal goal = new LogGoal(ends);
        goals.add(goal);
        if (stopped.isDone()) {
            goal.reached().completeExceptionally(new IllegalStateException("it has stopped"));
        }
        Consumer<String, byte[]> opened = consumer;
        if (caughtUp.isDone() && opened != null) {
            opened.wakeup();
        }
        return goal.reached();
    }

    /** Done when it has stopped; failed if a handler threw, or on an error that the client cannot recover from (credentials). */
    public CompletableFuture<Void> stopped() {
        return stopped;
    }

    /** Records on the log that it has not read yet. From any thread. */
    public long lag() {
        return ConsumerLag.of(consumer);
    }

    private void run() {
        try (Consumer<String, byte[]> opened = open()) {
            consumer = opened;
            follow(opened, begin(opened));
            ended(null);
        } catch (RuntimeException | Error e) { // also a handler's own: never go on as if the batch had been handled
            if (isClosing() && e instanceof WakeupException) {
                ended(null);
            } else {
                log.atError().addKeyValue("client", clientId).setCause(e).log("stopped following the log");
                ended(e);
            }
        }
    }

    private void ended(@Nullable Throwable failure) {
        caughtUp.completeExceptionally(new IllegalStateException("stopped before it had caught up", failure));
        if (failure == null) {
            stopped.complete(null);
        } else {
            stopped.completeExceptionally(failure);
        }
        for (LogGoal goal = goals.poll(); goal != null; goal = goals.poll()) {
            goal.reached().completeExceptionally(new IllegalStateException("stopped on the way", failure));
        }
    }

    /** Assigns and seeks, as soon as the broker answers and has the topics. Returns where each partition ended then. */
    private Map<TopicPartition, Long> begin(Consumer<String, byte[]> opened) {
        while (!isClosing()) {
            try {
                Set<TopicPartition> all = partitions(opened);
                opened.assign(all);
                Map<TopicPartition, Long> ends = opened.endOffsets(all);
                seek(opened, opened.beginningOffsets(all), ends);
                trouble.over("Kafka answers");
                return ends;
            } catch (RetriableException e) {
                trouble.warn("waiting for Kafka and its topics", e);
                pause();
            }
        }
        return Map.of();
    }

    private void follow(Consumer<String, byte[]> opened, Map<TopicPartition, Long> ends) {
        while (!isClosing()) {
            checkCaughtUp(opened, ends);
            goals.removeIf(goal -> goal.settle(place -> opened.position(partition(place))));
            ConsumerRecords<String, byte[]> records =
                    poll(opened, caughtUp.isDone() && goals.isEmpty() ? POLL : CATCHING_UP);
            if (!records.isEmpty()) {
                handle(records);
                if (lag != null) {
                    lag.add(records.nextOffsets());
                }
            }
            if (lag != null) {
                lag.tell(opened);
            }
        }
    }

    private ConsumerRecords<String, byte[]> poll(Consumer<String, byte[]> opened, Duration timeout) {
        try {
            ConsumerRecords<String, byte[]> records = opened.poll(timeout);
            trouble.over("Kafka answers");
            return records;
        } catch (WakeupException e) {
            if (isClosing()) {
                throw e;
            }
            return ConsumerRecords.empty(); // there is a new goal
        } catch (RetriableException e) {
            trouble.warn("cannot read from Kafka, will try again", e);
            pause();
            return ConsumerRecords.empty();
        }
    }

    private void handle(ConsumerRecords<String, byte[]> records) {
        List<Received> batch = new ArrayList<>(records.count());
        Map<Place, Long> next = new HashMap<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            batch.add(EventRecords.decode(record));
        }
        records.nextOffsets().forEach((partition, offset) -> next.put(place(partition), offset.offset()));
        handler.accept(batch, next);
    }

    private void checkCaughtUp(Consumer<String, byte[]> opened, Map<TopicPartition, Long> ends) {
        if (!caughtUp.isDone()
                && ends.entrySet().stream().allMatch(end -> opened.position(end.getKey()) >= end.getValue())) {
            caughtUp.complete(null);
        }
    }

    private void seek(
            Consumer<String, byte[]> opened, Map<TopicPartition, Long> beginnings, Map<TopicPartition, Long> ends) {
        ends.forEach((partition, end) -> {
            long beginning = beginnings.getOrDefault(partition, 0L);
            Place place = place(partition);
            long fallback = topics.get(place.topic()) == Start.END ? end : beginning;
            long stored = positions.getOrDefault(place, fallback);
            opened.seek(partition, stored < beginning || stored > end ? fallback : stored);
        });
    }

    private Set<TopicPartition> partitions(Consumer<String, byte[]> opened) {
        Set<TopicPartition> all = new HashSet<>();
        for (Topic topic : topics.keySet()) {
            Collection<PartitionInfo> infos = opened.partitionsFor(topic.topicName());
            if (infos.isEmpty()) {
                throw new UnknownTopicOrPartitionException("topic " + topic.topicName() + " does not exist");
            }
            infos.forEach(info -> all.add(new TopicPartition(info.topic(), info.partition())));
        }
        return all;
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** Before another try; a close ends it. */
    private void pause() {
        try {
            if (closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
                log.atDebug().addKeyValue("client", clientId).log("closed while waiting for Kafka");
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static Place place(TopicPartition partition) {
        return new Place(Topic.named(partition.topic()).orElseThrow(), partition.partition());
    }

    private static TopicPartition partition(Place place) {
        return new TopicPartition(place.topic().topicName(), place.partition());
    }

    private Consumer<String, byte[]> open() {
        Map<String, Object> config = new HashMap<>(config());
        if (lag != null) {
            config.put(ConsumerConfig.GROUP_ID_CONFIG, lag.group());
        }
        return new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> config() {
        return settings.clientConfig(
                Map.of(
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        clientId,
                        ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                        1000,
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        5000,
                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                        Math.min(fetchBytes, 1024 * 1024),
                        ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                        fetchBytes),
                Map.of(
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"));
    }

    /** Stops after the batch at hand, and waits for that, at most ten seconds. More than once does no harm. */
    @Override
    public void close() {
        if (!requestClose() || Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(CLOSE.toMillis());
            if (thread.isAlive()) {
                log.atWarn().addKeyValue("client", clientId).log("closed while a batch is still being handled");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether there is a thread to wait for. */
    private synchronized boolean requestClose() {
        closing.countDown();
        if (thread.getState() == Thread.State.NEW) {
            ended(null);
            return false;
        }
        Consumer<String, byte[]> opened = consumer;
        if (opened != null) {
            opened.wakeup();
        }
        return true;
    }
}
