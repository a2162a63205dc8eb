/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.EventFactory;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.kafka.FencedPublisher;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.RepeatedWarning;
import dev.longshore.syncer.stacks.BundleBuilder;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes this member the only one that can publish for a partition: first fence whoever owned it before, only then read what was announced.
 * On threads of its own, so that slow repositories do not hold it up. Confined to the syncer's Vert.x context.
 */
final class Fencing {
    private static final Logger log = LoggerFactory.getLogger(Fencing.class);
    private static final Duration TRANSACTION = Duration.ofSeconds(5);
    private static final long AGAIN_MS = 1000;
    private static final int THREADS = 8;
    private static final long CLOSE_SECONDS = 5;

    private final Vertx vertx;
    private final KafkaSettings settings;
    private final EventFactory events;
    private final AnnouncedRevisions announced;
    private final RevisionLog revisions;
    private final BundleBuilder builder;
    private final WorkerExecutor executor;
    private final RepeatedWarning trouble = new RepeatedWarning(log, "longshore-syncer");
    private boolean reading;
    private @Nullable Promise<Void> nextReading;

    Fencing(
            Vertx vertx,
            KafkaSettings settings,
            EventFactory events,
            AnnouncedRevisions announced,
            BundleBuilder builder) {
        this.vertx = vertx;
        this.settings = settings;
        this.events = events;
        this.announced = announced;
        this.revisions = new RevisionLog(settings, announced);
        this.builder = builder;
        this.executor = vertx.createSharedWorkerExecutor("longshore-syncer-fencing", THREADS);
    }

    /**
     * An announcer for a partition, once the log is known as it is after fencing everybody else. Tries until it succeeds.
     *
     * @param over says that nobody wants it any more: then it never comes
     */
    Future<Announcer> open(int partition, BooleanSupplier over) {
        return blocking(() -> FencedPublisher.open(settings, "longshore-syncer-" + partition, TRANSACTION))
                .map(publisher -> new Announcer(publisher, events, announced, builder))
                .compose(announcer ->
                        catchUp().<Announcer>map(known -> announcer).onFailure(e -> close(announcer)))
                .compose(announcer -> {
                    if (over.getAsBoolean()) {
                        close(announcer);
                        return Promise.<Announcer>promise().future();
                    }
                    trouble.over("fenced, and caught up with longshore.revision");
                    return Future.succeededFuture(announcer);
                })
                .recover(e -> again(partition, over, e));
    }

    private Future<Announcer> again(int partition, BooleanSupplier over, Throwable e) {
        if (over.getAsBoolean()) {
            return Promise.<Announcer>promise().future(); // never: a failure would bury the requests that wait
        }
        trouble.warn("cannot fence or read longshore.revision, will try again", e);
        return vertx.timer(AGAIN_MS)
                .compose(timer ->
                        over.getAsBoolean() ? Promise.<Announcer>promise().future() : open(partition, over));
    }

    /** One reading at a time; whoever asks meanwhile gets the one after it. */
    private Future<Void> catchUp() {
        if (!reading) {
            return read();
        }
        Promise<Void> next = nextReading == null ? Promise.promise() : nextReading;
        nextReading = next;
        return next.future();
    }

    private Future<Void> read() {
        reading = true;
        Context context = vertx.getOrCreateContext();
        return blocking(revisions::catchUp)
                .compose(caughtUp -> Future.fromCompletionStage(caughtUp, context))
                .onComplete(done -> {
                    reading = false;
                    Promise<Void> next = nextReading;
                    nextReading = null;
                    if (next != null) {
                        read().onComplete(next);
                    }
                });
    }

    /** Publishes an answer that needs no look. */
    Future<Void> tell(Announcer announcer, SourceEvent event, SyncRequests requests) {
        return blocking(() -> {
                    announcer.tell(event, requests);
                    return event;
                })
                .mapEmpty();
    }

    /** Ends an announcer's transaction and its right to publish. */
    Future<Void> close(Announcer announcer) {
        return blocking(() -> {
                    announcer.close();
                    return announcer;
                })
                .mapEmpty();
    }

    private <T> Future<T> blocking(Callable<T> work) {
        return executor.executeBlocking(work, false);
    }

    /** After all announcers have been closed. */
    Future<Void> close() {
        return blocking(() -> {
                    revisions.close();
                    return revisions;
                })
                .timeout(CLOSE_SECONDS, TimeUnit.SECONDS)
                .onFailure(
                        e -> log.atWarn().addKeyValue("reason", e.toString()).log("closed while still reading the log"))
                .eventually(executor::close)
                .mapEmpty();
    }
}
