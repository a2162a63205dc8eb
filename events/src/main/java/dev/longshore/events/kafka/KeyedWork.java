/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands records to the handler, one batch of a key at a time, and what it cannot handle to the dead letter. Confined to one context. */
final class KeyedWork {
    private static final Logger log = LoggerFactory.getLogger(KeyedWork.class);
    private static final long RETRY_MS = 1000;

    /** A key, in the partition where it should be or in another: a partition may be taken away from under its records. */
    private record Lane(int partition, String key) {}

    private final Context context;
    private final GroupConsumer.Handler handler;
    private final DeadLetters deadLetters;
    private final Consumer<List<? extends Received>> finished;
    private final RepeatedWarning trouble;
    private final Map<Lane, KeyMailbox> mailboxes = new HashMap<>();
    private final Promise<Void> idle = Promise.promise();
    private boolean stopping;

    /** @param finished takes the records that are done, on the context */
    KeyedWork(
            Context context,
            GroupConsumer.Handler handler,
            DeadLetters deadLetters,
            Consumer<List<? extends Received>> finished,
            String where) {
        this.context = context;
        this.handler = handler;
        this.deadLetters = deadLetters;
        this.finished = finished;
        this.trouble = new RepeatedWarning(log, where);
    }

    void dispatch(Received received) {
        if (received instanceof Received.Understood understood) {
            Lane lane = new Lane(understood.position().partition(), understood.key());
            KeyMailbox mailbox = mailboxes.computeIfAbsent(lane, key -> new KeyMailbox());
            mailbox.add(understood);
            work(lane, mailbox);
        } else if (received instanceof Received.Poisoned poisoned) {
            bury(poisoned, () -> deadLetters.publish(poisoned));
        } else {
            finished.accept(List.of(received));
        }
    }

    /** Drops what waits of partitions that are another member's now. */
    void forget(Set<Integer> partitions) {
        mailboxes.values().removeIf(mailbox -> mailbox.forget(partitions));
    }

    /** Takes nothing up any more; done when the batches under way are. */
    Future<Void> stop() {
        stopping = true;
        completeWhenIdle();
        return idle.future();
    }

    private void work(Lane lane, KeyMailbox mailbox) {
        List<Received.Understood> batch = stopping ? List.of() : mailbox.take();
        if (!batch.isEmpty()) {
            handle(lane.key, batch)
                    .onComplete(done -> context.runOnContext(now -> handled(lane, mailbox, batch, done)));
        } else if (mailbox.isIdle()) {
            mailboxes.remove(lane, mailbox);
        }
        completeWhenIdle();
    }

    private Future<Void> handle(String key, List<Received.Understood> batch) {
        try {
            return handler.handle(key, batch);
        } catch (RuntimeException e) { // a handler's bug must not end the polling: the batch fails like any other
            return Future.failedFuture(e);
        }
    }

    private void handled(Lane lane, KeyMailbox mailbox, List<Received.Understood> batch, AsyncResult<Void> done) {
        mailbox.done();
        if (mailbox.isForgotten()) {
            completeWhenIdle(); // the records are another member's, or have been read again since
            return;
        }
        if (done.succeeded()) {
            finished.accept(batch);
        } else {
            batch.forEach(record -> bury(record, () -> deadLetters.publish(record, done.cause())));
        }
        work(lane, mailbox);
    }

    /** A record counts as done only when the dead letter has it; until then it is tried again. */
    private void bury(Received record, Supplier<Future<Position>> publish) {
        publish.get()
                .onComplete(done -> context.runOnContext(now -> {
                    if (done.succeeded()) {
                        trouble.over("the dead letter takes records again");
                        finished.accept(List.of(record));
                    } else if (!stopping) {
                        trouble.warn("the dead letter did not take a record, will try again", done.cause());
                        context.owner().setTimer(RETRY_MS, again -> bury(record, publish));
                    }
                }));
    }

    private void completeWhenIdle() {
        if (stopping && mailboxes.values().stream().noneMatch(KeyMailbox::isWorking)) {
            idle.tryComplete();
        }
    }
}
