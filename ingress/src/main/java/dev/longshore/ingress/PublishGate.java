/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import dev.longshore.events.Envelope;
import dev.longshore.events.http.Refusal;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Publishes within a deadline, and no more at once than a broker that is away may leave behind: what a sender was told had failed must
 * not pile up here and arrive hours later.
 */
final class PublishGate {
    private static final int MAX_PENDING = 1024;

    private final EventSink sink;
    private final Duration timeout;
    private final IngressMetrics metrics;
    private final AtomicInteger pending = new AtomicInteger();

    PublishGate(EventSink sink, Duration timeout, IngressMetrics metrics) {
        this.sink = sink;
        this.timeout = timeout;
        this.metrics = metrics;
    }

    /** Succeeds when all are on the log, {@code first} before {@code events}; fails with {@link Refusal} 503 otherwise. */
    Future<Void> publish(List<? extends Envelope<?>> first, List<? extends Envelope<?>> events) {
        if (pending.get() + first.size() + events.size() > MAX_PENDING) {
            return Future.failedFuture(Refusal.notAcknowledged(null));
        }
        return all(first)
                .compose(known -> all(events))
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .<Void>mapEmpty()
                .recover(failure -> Future.failedFuture(Refusal.notAcknowledged(failure)));
    }

    private Future<?> all(List<? extends Envelope<?>> events) {
        return Future.all(events.stream().map(this::send).toList());
    }

    private Future<?> send(Envelope<?> event) {
        long began = System.nanoTime();
        pending.incrementAndGet();
        return Future.succeededFuture().compose(now -> sink.publish(event)).onComplete(sent -> {
            pending.decrementAndGet();
            metrics.produced(sent.succeeded(), System.nanoTime() - began);
        });
    }
}
