/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses one of several instances: the member of a consumer group that owns partition 0 of a topic. Nothing is read or committed. A
 * member that dies without a word is replaced after six seconds. For some seconds two may believe to be elected: who acts must be fenced.
 */
public final class Election implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Election.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final int SESSION_MS = 6_000;
    /** The others learn with their next one that somebody is to be replaced. */
    private static final int HEARTBEAT_MS = 500;

    /** Who stands for election. Called by the election's thread; a call should end within seconds. */
    public interface Candidate {
        void elected();

        /** Not elected any more. When this returns, somebody else may be. */
        void deposed();
    }

    private final KafkaSettings settings;
    private final String group;
    private final Topic topic;
    private final Candidate candidate;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Consumer<String, byte[]> consumer;
    private volatile boolean joined;
    private boolean active;

    public Election(KafkaSettings settings, String group, Topic topic, Candidate candidate) {
        this.settings = settings;
        this.group = group;
        this.topic = topic;
        this.candidate = candidate;
        this.thread = new Thread(this::run, group + "-election");
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Whether this instance is in the group, elected or not. */
    public boolean isJoined() {
        return joined;
    }

    private void run() {
        while (closing.getCount() > 0) {
            try (Consumer<String, byte[]> opened = open()) {
                consumer = opened;
                opened.subscribe(List.of(topic.topicName()), new Listener(opened));
                while (closing.getCount() > 0) {
                    opened.poll(POLL);
                }
            } catch (WakeupException e) {
                log.atDebug().setCause(e).log("election woken to stop");
            } catch (KafkaException e) {
                log.atWarn()
                        .addKeyValue("group", group)
                        .addKeyValue("reason", e.toString())
                        .log("election interrupted; trying again");
            } finally {
                consumer = null;
                joined = false;
                depose();
            }
            pause();
        }
    }

    private void depose() {
        if (active) {
            active = false;
            candidate.deposed();
        }
    }

    private void pause() {
        try {
            if (closing.await(1, TimeUnit.SECONDS)) {
                log.atDebug().addKeyValue("group", group).log("left the election");
            }
        } catch (InterruptedException e) {
            closing.countDown();
            Thread.currentThread().interrupt();
        }
    }

    private Consumer<String, byte[]> open() {
        Map<String, Object> required = Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                "classic",
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                SESSION_MS,
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                HEARTBEAT_MS,
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName(),
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "latest");
        Map<String, Object> defaults =
                Map.of(ConsumerConfig.CLIENT_ID_CONFIG, group, ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000);
        return new KafkaConsumer<>(
                settings.clientConfig(defaults, required), new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Leaves, which lets the next one be elected at once, and waits for that, at most ten seconds. */
    @Override
    public void close() {
        closing.countDown();
        Consumer<String, byte[]> opened = consumer;
        if (opened != null) {
            opened.wakeup();
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Listener implements ConsumerRebalanceListener {
        private final Consumer<String, byte[]> opened;

        Listener(Consumer<String, byte[]> opened) {
            this.opened = opened;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            opened.pause(opened.assignment());
            joined = true;
            if (!active && hasFirst(partitions)) {
                active = true;
                candidate.elected();
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (hasFirst(partitions)) {
                depose();
            }
        }

        private boolean hasFirst(Collection<TopicPartition> partitions) {
            return partitions.stream().anyMatch(partition -> partition.partition() == 0);
        }
    }
}
