/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.Topic;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares the partitions of a topic with the other members of its group. Records of one key are handled in order, different keys side by
 * side; an offset is committed once everything up to it is done, so a record is handled at least once. A partition with too much under
 * way is paused, never the stream. All state is confined to one Vert.x context.
 */
public final class GroupConsumer {
    private static final Logger log = LoggerFactory.getLogger(GroupConsumer.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LAST_COMMIT_SECONDS = 6;

    /** Does the work. */
    public interface Handler {
        /**
         * Handles all records of one key and partition that are waiting, oldest first; the next batch of them comes when the future is
         * done. A failed future sends the batch to the dead letter: what may be tried again, the handler tries again itself.
         */
        Future<Void> handle(String key, List<Received.Understood> batch);

        /** This member now owns these partitions. */
        default void assigned(Set<Integer> partitions) {}

        /** This member no longer owns these partitions; another one may already. */
        default void revoked(Set<Integer> partitions) {}
    }

    private final Vertx vertx;
    private final Topic topic;
    private final Handler handler;
    private final DeadLetters deadLetters;
    private final Map<String, Object> config;
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile @Nullable Membership membership;

    public GroupConsumer(
            Vertx vertx, KafkaSettings settings, String group, Topic topic, Handler handler, DeadLetters deadLetters) {
        this.vertx = vertx;
        this.topic = topic;
        this.handler = handler;
        this.deadLetters = deadLetters;
        this.config = settings.clientConfig(tuning(group), correctness(group));
    }

    private static Map<String, Object> tuning(String group) {
        // The classic protocol: a killed member's partitions wait 6 s, with the new one the broker's 45 s (ADR 0006).
        return Map.of(
                ConsumerConfig.CLIENT_ID_CONFIG, group,
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6000,
                // Members learn with their next heartbeat that one has left: until then nobody owns its partitions.
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 300,
                ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000,
                // A commit blocks the polling for no longer than this.
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5000,
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 * 1024 * 1024);
    }

    private static Map<String, Object> correctness(String group) {
        return Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                "classic",
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName(),
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                // A request is only a hint, and who reads committed waits behind everybody's open transaction: a
                // reconciler that
                // froze in one, or whoever else may write here, must not hold up a push.
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_uncommitted");
    }

    /**
     * Joins the group, once. Call it on a Vert.x context: handlers run there. Done before partitions are assigned, also while no broker
     * answers: it goes on trying.
     */
    public Future<Void> start() {
        if (started.getAndSet(true)) {
            throw new IllegalStateException("a group consumer starts once");
        }
        Membership joining = new Membership();
        membership = joining;
        return joining.start();
    }

    /** {@link #stop(Duration)} after at most 30 s. */
    public Future<Void> stop() {
        return stop(PATIENCE);
    }

    /**
     * Takes no new work, lets what is under way finish, commits it, and leaves the group. May be called from anywhere, again and again;
     * nothing to do before {@link #start()}.
     *
     * @param patience after which it leaves although something is still under way, which another member then handles again; more than
     *     zero
     */
    public Future<Void> stop(Duration patience) {
        Membership current = membership;
        return current == null ? Future.succeededFuture() : current.stop(patience);
    }

    /** Records on the log that this member has not read yet, of the partitions that are its own. From any thread. */
    public long lag() {
        Membership current = membership;
        return current == null ? 0 : ConsumerLag.of(current.consumer);
    }

    /** Records that were read and are not done yet. From any thread. */
    public int underWay() {
        Membership current = membership;
        return current == null ? 0 : current.owned.underWay();
    }

    /** From joining to leaving, on one context. The stream must not be called after its close: it would open again. */
    private final class Membership {
        private final Context context = vertx.getOrCreateContext();
        private final OffsetLedger ledger = new OffsetLedger();
        private final LedgerConsumer consumer = new LedgerConsumer(config, ledger);
        private final KafkaReadStream<String, byte[]> stream = KafkaReadStream.create(vertx, consumer);
        private final OwnedPartitions owned = new OwnedPartitions(vertx, topic, stream, ledger);
        private final KeyedWork work = new KeyedWork(context, handler, deadLetters, owned::finish, topic.topicName());
        private final RepeatedWarning trouble = new RepeatedWarning(log, topic.topicName());
        private final Promise<Void> left = Promise.promise();
        private boolean stopping;

        Future<Void> start() {
            stream.pollTimeout(POLL);
            // Failed polls and commits; a broker that does not answer fails only the commits.
            stream.exceptionHandler(e -> trouble.warn("cannot read or commit, will try again", e));
            stream.partitionsAssignedHandler(this::assigned);
            stream.partitionsRevokedHandler(this::revoked);
            stream.batchHandler(this::accept);
            return stream.subscribe(Set.of(topic.topicName()));
        }

        private void assigned(Set<TopicPartition> partitions) {
            Set<Integer> numbers = numbers(partitions);
            if (!numbers.isEmpty()) { // a rebalance that gives this member nothing new is told, too
                owned.assigned(numbers);
                log.atInfo().addKeyValue("partitions", numbers).log("partitions assigned");
                handler.assigned(numbers);
            }
        }

        private void revoked(Set<TopicPartition> partitions) {
            Set<Integer> numbers = numbers(partitions);
            if (!numbers.isEmpty()) {
                owned.revoked(numbers);
                work.forget(numbers);
                log.atInfo().addKeyValue("partitions", numbers).log("partitions revoked");
                handler.revoked(numbers);
            }
        }

        /** Must not throw: the stream would never poll again. */
        private void accept(ConsumerRecords<String, byte[]> records) {
            if (stopping) {
                return;
            }
            trouble.over("the consumer reads again");
            for (ConsumerRecord<String, byte[]> record : records) {
                owned.begin(record.partition(), record.offset());
            }
            for (ConsumerRecord<String, byte[]> record : records) {
                work.dispatch(EventRecords.decode(record));
            }
            owned.pauseCrowded();
        }

        Future<Void> stop(Duration patience) {
            context.runOnContext(now -> {
                if (!stopping) {
                    stopping = true;
                    leave(patience).onComplete(left);
                }
            });
            return left.future();
        }

        private Future<Void> leave(Duration patience) {
            return work.stop()
                    .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .onFailure(e -> log.atWarn()
                            .addKeyValue("topic", topic.topicName())
                            .log("stopping although a record is still being handled; it will be handled again"))
                    .eventually(() -> owned.close()
                            .timeout(LAST_COMMIT_SECONDS, TimeUnit.SECONDS)
                            .onFailure(e -> log.atWarn()
                                    .addKeyValue("topic", topic.topicName())
                                    .addKeyValue("reason", e.toString())
                                    .log("last offsets not committed; some records will be handled again")))
                    .recover(told -> Future.succeededFuture())
                    .eventually(stream::close);
        }
    }

    private static Set<Integer> numbers(Set<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).collect(Collectors.toUnmodifiableSet());
    }
}
