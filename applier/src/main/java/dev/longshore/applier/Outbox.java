/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.store.OutgoingEvent;
import dev.longshore.applier.store.StackStore;
import dev.longshore.events.Envelope;
import dev.longshore.events.kafka.EventPublisher;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what one stack has to tell, in order, one event at a time, for as long as it takes. What is in the store when the process dies is
 * sent again after the next start.
 */
final class Outbox {
    private static final Logger log = LoggerFactory.getLogger(Outbox.class);

    private final StackStore store;
    private final EventPublisher publisher;
    private final Vertx vertx;
    private final WorkerExecutor worker;
    private final Metrics metrics;
    private final Checkpoints checkpoints;
    private final BooleanSupplier open;
    private final AtomicBoolean sending = new AtomicBoolean();
    private final Backoff backoff = new Backoff(Duration.ofMillis(200), 2, Duration.ofSeconds(30));
    private volatile boolean closed;

    /**
     * @param worker where the store is written after an acknowledgement
     * @param open whether anything may be sent now; whoever opens it calls {@link #send}
     */
    Outbox(
            StackStore store,
            EventPublisher publisher,
            Vertx vertx,
            WorkerExecutor worker,
            Metrics metrics,
            Checkpoints checkpoints,
            BooleanSupplier open) {
        this.store = store;
        this.publisher = publisher;
        this.vertx = vertx;
        this.worker = worker;
        this.metrics = metrics;
        this.checkpoints = checkpoints;
        this.open = open;
    }

    /** An event that need not survive a crash. */
    void tell(Envelope<?> envelope) {
        store.note(state -> state.post(OutgoingEvent.of(envelope)));
        send();
    }

    /** Sends what is in the store; returns at once. */
    void send() {
        if (closed || !open.getAsBoolean() || !sending.compareAndSet(false, true)) {
            return;
        }
        List<OutgoingEvent> waiting = store.state().outbox();
        if (waiting.isEmpty()) {
            sending.set(false);
            if (!store.state().outbox().isEmpty()) {
                send(); // posted between the two looks, by one who found us sending
            }
            return;
        }
        publish(waiting.get(0));
    }

    private void publish(OutgoingEvent event) {
        Future<?> published = Future.future(
                promise -> publisher.publish(event.envelope()).<Void>mapEmpty().onComplete(promise));
        published.onComplete(result -> worker.executeBlocking(
                () -> {
                    if (result.succeeded()) {
                        sent(event);
                    } else {
                        failed(event, result.cause());
                    }
                    return null;
                },
                false));
    }

    private void sent(OutgoingEvent event) {
        checkpoints.reached(Checkpoint.TOLD);
        backoff.reset();
        metrics.published(event);
        try {
            if (store.note(state -> state.drop(event)).outbox().isEmpty()) {
                store.flush();
            }
        } catch (UncheckedIOException e) {
            log.atWarn()
                    .addKeyValue("stack", store.stack())
                    .setCause(e)
                    .log("could not note that an event was sent; it will be sent again after a restart");
        } finally {
            sending.set(false);
        }
        send();
    }

    private void failed(OutgoingEvent event, Throwable cause) {
        boolean hopeless = cause instanceof IllegalStateException;
        if (backoff.failures() == 0 || hopeless) {
            log.atWarn()
                    .addKeyValue("stack", store.stack())
                    .addKeyValue("eventId", event.meta().id())
                    .addKeyValue("type", event.type())
                    .setCause(cause)
                    .log(hopeless ? "an event cannot be sent and is dropped" : "an event could not be sent; trying on");
        }
        if (hopeless) {
            store.note(state -> state.drop(event));
        }
        long delay = Math.max(1, backoff.next().toMillis());
        if (closed) {
            return;
        }
        vertx.setTimer(delay, timer -> {
            sending.set(false);
            send();
        });
    }

    /** Sends nothing more. */
    void close() {
        closed = true;
    }
}
