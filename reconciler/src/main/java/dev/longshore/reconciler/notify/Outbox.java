/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify;

import dev.longshore.events.config.Severity;
import dev.longshore.events.kafka.BrokerUnreachableException;
import dev.longshore.events.kafka.Position;
import dev.longshore.events.kafka.ReceiptConsumer;
import dev.longshore.events.kafka.ReceiptConsumer.Delivered;
import dev.longshore.events.kafka.Received;
import dev.longshore.events.kafka.RepeatedWarning;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one sink still has to be told, from the log to the acknowledgement. For one thread, and one life of a consumer. */
final class Outbox {
    private static final Logger log = LoggerFactory.getLogger(Outbox.class);
    private static final Duration IDLE = Duration.ofMillis(200);
    private static final Duration BUSY = Duration.ofMillis(20);

    private final String name;
    private final Route route;
    private final ReceiptConsumer consumer;
    private final Clock clock;
    private final Timing timing;
    private final SinkMetrics metrics;
    private final Postman postman;
    private final Repeats repeats = new Repeats();
    private final Causes causes;
    private final RepeatedWarning trouble;
    private final Map<Position, Pending> pending = new HashMap<>();

    private @Nullable Cause sending;
    private boolean unsettled;
    private Tries tries;

    /** A record, and how many of its notices are not sent yet. */
    private record Pending(Received.Understood record, int notices) {
        /** Null when that was the last. */
        @Nullable
        Pending less() {
            return notices == 1 ? null : new Pending(record, notices - 1);
        }
    }

    Outbox(
            String name,
            Sink sink,
            Route route,
            ReceiptConsumer consumer,
            Delivery.Surroundings around,
            SinkMetrics metrics,
            CountDownLatch closing) {
        this.name = name;
        this.route = route;
        this.consumer = consumer;
        this.clock = around.clock();
        this.timing = around.timing();
        this.metrics = metrics;
        this.postman = new Postman(name, sink, around, closing);
        this.causes = new Causes(route.group());
        this.trouble = new RepeatedWarning(log, name);
        this.tries = freshTries();
    }

    /** Reads what there is, and sends at most one message. */
    void turn() throws BrokerUnreachableException {
        boolean isBusy = sending != null || causes.size() > 0;
        for (Delivered delivered : consumer.poll(isBusy ? BUSY : IDLE)) {
            take(delivered);
        }
        forget();
        if (sending == null) {
            sending = next().orElse(null);
        }
        Cause cause = sending;
        if (settled() && cause != null && tries.isDue(clock.instant())) {
            send(cause);
        }
        measure();
    }

    private void take(Delivered delivered) {
        Position position = delivered.record().position();
        List<Notice> news = news(delivered.record());
        if (delivered.past()) {
            return;
        }
        if (delivered.record() instanceof Received.Understood record && !news.isEmpty()) {
            pending.put(position, new Pending(record, news.size()));
            news.forEach(notice -> causes.add(notice, position));
        } else {
            consumer.acknowledge(position);
        }
    }

    /** A step on the way changes no state for those who are not told of it: the same failure after it is still the same. */
    private List<Notice> news(Received received) {
        if (!(received instanceof Received.Understood record)) {
            return List.of();
        }
        return NoticeReader.read(record).stream()
                .filter(change -> change.notice().severity() != Severity.DEBUG || route.tells(change.notice()))
                .flatMap(change -> repeats.news(change).stream())
                .filter(route::tells)
                .toList();
    }

    /** What went to another member is not ours to send. */
    private void forget() {
        causes.forget(position -> !consumer.owns(position));
        pending.keySet().removeIf(position -> !consumer.owns(position));
        Cause cause = sending;
        if (cause != null && cause.forget(position -> !consumer.owns(position))) {
            sending = null;
            tries = freshTries();
        }
    }

    private Optional<Cause> next() {
        return consumer.isCrowded() ? causes.force() : causes.complete(consumer.readUpTo());
    }

    private void send(Cause cause) throws BrokerUnreachableException {
        try {
            postman.deliver(cause.message(name));
            metrics.sent();
            trouble.over("the sink takes messages again");
            done(cause);
        } catch (DeliveryException e) {
            metrics.failed(e.kind());
            tries.failed(e, clock.instant());
            trouble.warn("a message was not taken by the sink", e);
            if (tries.isHopeless() && postman.bury(records(cause), e)) {
                metrics.dead();
                done(cause);
            }
        }
    }

    /** Each once. */
    private List<Received.Understood> records(Cause cause) {
        return cause.positions().stream()
                .distinct()
                .map(pending::get)
                .filter(Objects::nonNull)
                .map(Pending::record)
                .toList();
    }

    /** Nothing else is sent before this is known to the broker. */
    private void done(Cause cause) throws BrokerUnreachableException {
        cause.positions().forEach(position -> {
            Pending left = pending.computeIfPresent(position, (at, now) -> now.less());
            if (left == null) {
                consumer.acknowledge(position);
            }
        });
        sending = null;
        tries = freshTries();
        unsettled = true;
        settled();
    }

    /** Whether the broker knows of everything that was sent. */
    private boolean settled() throws BrokerUnreachableException {
        boolean committed = unsettled ? consumer.commit() : consumer.commitSometimes();
        unsettled &= !committed;
        return !unsettled;
    }

    private Tries freshTries() {
        return new Tries(timing, RandomGenerator.getDefault());
    }

    private void measure() {
        metrics.ready(consumer.isAssigned());
        Cause cause = sending;
        Instant oldest = cause == null ? causes.oldest() : cause.opened();
        metrics.waiting(causes.size() + (cause == null ? 0 : cause.size()), consumer.lag(), oldest);
    }
}
