/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify;

import dev.longshore.events.Topic;
import dev.longshore.events.kafka.BrokerUnreachableException;
import dev.longshore.events.kafka.DeadLetters;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.ReceiptConsumer;
import dev.longshore.events.kafka.RepeatedWarning;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one sink what it is to be told, on a thread and under a consumer group of its own: no other sink, and no deployment, ever waits for
 * it. What is not sent stays on the log; what is sent is acknowledged there at once, so that only a crash between the two makes it be sent
 * again, under the same id.
 */
public final class Delivery implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Delivery.class);
    private static final Set<Topic> TOPICS = Set.of(Topic.DEPLOYMENT, Topic.SOURCE, Topic.STATUS);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofSeconds(8);

    private final String name;
    private final Sink sink;
    private final Route route;
    private final Surroundings around;
    private final RepeatedWarning trouble;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);

    /** What every delivery needs. */
    public record Surroundings(
            KafkaSettings kafka, DeadLetters deadLetters, MeterRegistry metrics, Clock clock, Timing timing) {}

    /** @param name unique; keeps the place on the log, as consumer group {@code longshore-notify-<name>} */
    public Delivery(String name, Sink sink, Route route, Surroundings around) {
        this.name = name;
        this.sink = sink;
        this.route = route;
        this.around = around;
        this.trouble = new RepeatedWarning(log, name);
        this.thread = new Thread(this::run, group());
        thread.setDaemon(true);
    }

    private String group() {
        return "longshore-notify-" + name;
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try (SinkMetrics metrics = new SinkMetrics(around.metrics(), name, around.clock())) {
            while (!isClosing()) {
                metrics.ready(false);
                attend(metrics);
            }
        } finally {
            sink.close().onFailure(e -> log.atWarn()
                    .addKeyValue("sink", name)
                    .addKeyValue("reason", e.toString())
                    .log("the connections of a sink could not be closed"));
        }
    }

    private void attend(SinkMetrics metrics) {
        try {
            live(metrics);
        } catch (BrokerUnreachableException e) {
            trouble.warn("notifications wait for Kafka", e);
        } catch (RuntimeException e) { // a bug must not end the notifications
            log.atError().addKeyValue("sink", name).setCause(e).log("delivery failed; it begins anew from the log");
        }
        pause();
    }

    /** From joining the group to the first failure of Kafka, or the end. */
    private void live(SinkMetrics metrics) throws BrokerUnreachableException {
        try (ReceiptConsumer opened = new ReceiptConsumer(
                around.kafka(), group(), TOPICS, around.timing().memory(), around.clock())) {
            Outbox outbox = new Outbox(name, sink, route, opened, around, metrics, closing);
            while (!isClosing()) {
                outbox.turn();
                trouble.over("notifications read from Kafka again");
            }
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void pause() {
        try {
            if (closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                log.atDebug().addKeyValue("sink", name).log("delivery stopped");
            }
        } catch (InterruptedException e) {
            closing.countDown();
            Thread.currentThread().interrupt();
        }
    }

    /** Begins to stop. */
    public void requestStop() {
        closing.countDown();
    }

    /** Stops. A message that is being sent may still be taken; waits for that some seconds. */
    @Override
    public void close() {
        requestStop();
        try {
            thread.join(GRACE.toMillis());
            if (thread.isAlive()) {
                log.atWarn()
                        .addKeyValue("sink", name)
                        .log("stopped while a message is being sent; it may be sent again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
