/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.Topic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** The partitions of one member: commits what is done of them, pauses those with too much under way. Confined to one Vert.x context. */
final class OwnedPartitions {
    private static final int MAX_UNDER_WAY = 1000;
    private static final long RETRY_MS = 1000;

    private final Vertx vertx;
    private final Topic topic;
    private final KafkaReadStream<String, byte[]> stream;
    private final OffsetLedger ledger;
    private final Map<Integer, PartitionProgress> progress = new HashMap<>();
    private volatile int underWay;
    private boolean committing;
    private boolean more;
    private boolean closed;

    OwnedPartitions(Vertx vertx, Topic topic, KafkaReadStream<String, byte[]> stream, OffsetLedger ledger) {
        this.vertx = vertx;
        this.topic = topic;
        this.stream = stream;
        this.ledger = ledger;
    }

    void assigned(Set<Integer> partitions) {
        partitions.forEach(number -> progress.put(number, new PartitionProgress()));
    }

    void revoked(Set<Integer> partitions) {
        partitions.forEach(progress::remove);
        count();
    }

    void begin(int partition, long offset) {
        progress.computeIfAbsent(partition, number -> new PartitionProgress()).begin(offset);
    }

    /** These are done. Those of partitions that are another member's now are not ours to commit. */
    void finish(List<? extends Received> records) {
        Set<TopicPartition> relieved = new HashSet<>();
        for (Received record : records) {
            int number = record.position().partition();
            PartitionProgress partition = progress.get(number);
            if (partition != null) {
                partition.finish(record.position().offset()).ifPresent(next -> done(number, next));
                if (partition.resumeBelow(MAX_UNDER_WAY / 2)) {
                    relieved.add(partition(number));
                }
            }
        }
        count();
        if (!relieved.isEmpty() && !closed) {
            stream.resume(relieved);
        }
    }

    private void done(int number, long next) {
        ledger.done(partition(number), next);
        more = true;
        commitSoon();
    }

    /** One commit at a time; whatever is done meanwhile goes into the next. */
    private void commitSoon() {
        if (committing || closed || !more) {
            return;
        }
        committing = true;
        more = false;
        stream.commit().onComplete(done -> {
            committing = false;
            if (done.succeeded()) {
                commitSoon();
            } else { // the stream's exception handler has told of it
                more = true;
                vertx.setTimer(RETRY_MS, again -> commitSoon());
            }
        });
    }

    /** Records that were begun and are not done. From any thread. */
    int underWay() {
        return underWay;
    }

    private void count() {
        underWay =
                progress.values().stream().mapToInt(PartitionProgress::underWay).sum();
    }

    void pauseCrowded() {
        count();
        Set<TopicPartition> crowded = new HashSet<>();
        progress.forEach((number, partition) -> {
            if (partition.pauseAbove(MAX_UNDER_WAY)) {
                crowded.add(partition(number));
            }
        });
        if (!crowded.isEmpty() && !closed) {
            stream.pause(crowded);
        }
    }

    /** Commits what is done, a last time: the stream is not touched any more after this. */
    Future<Void> close() {
        closed = true;
        return stream.commit().mapEmpty();
    }

    private TopicPartition partition(int number) {
        return new TopicPartition(topic.topicName(), number);
    }
}
