/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import dev.longshore.events.Envelope;
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
    private static final int MAX_PENDING = 256;

    private final EventSink sink;
    private final Duration timeout;
    private final AtomicInteger pending = new AtomicInteger();

    PublishGate(EventSink sink, Duration timeout) {
        this.sink = sink;
        this.timeout = timeout;
    }

    /** Succeeds when all are on the log; fails with {@link Refusal} 503 otherwise. */
    Future<Void> publish(List<? extends Envelope<?>> events) {
        if (pending.get() + events.size() > MAX_PENDING) {
            return Future.failedFuture(Refusal.notAcknowledged(null));
        }
        return Future.all(events.stream().map(this::send).toList())
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .<Void>mapEmpty()
                .recover(failure -> Future.failedFuture(Refusal.notAcknowledged(failure)));
    }

    private Future<?> send(Envelope<?> event) {
        pending.incrementAndGet();
        return Future.succeededFuture()
                .compose(now -> sink.publish(event))
                .onComplete(sent -> pending.decrementAndGet());
    }
}
