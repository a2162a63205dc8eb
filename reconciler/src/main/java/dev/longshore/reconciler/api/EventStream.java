/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.api;

import dev.longshore.events.EventFilter;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.LogFollower;
import dev.longshore.events.kafka.LogFollower.Place;
import dev.longshore.events.kafka.Received;
import dev.longshore.events.kafka.TimeOrder;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One reader of events. Reads the log on a thread of its own, and no faster than its reader: what is held is bounded, and a reader that stands
 * still is cut off and may come back with its bookmark.
 */
final class EventStream {
    private static final long RETRY_MS = 2000;

    /** Why it is over. */
    enum End {
        READER_LEFT,
        READER_SLOW,
        LOG_LOST,
        STOPPED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Vertx vertx;
    private final Context context;
    private final HttpServerRequest request;
    private final EventFilter filter;
    private final ApiLimits limits;
    private final ApiMetrics metrics;
    private final Bookmark bookmark;
    private final Opening opening;
    private final LogFollower follower;
    private final Promise<End> over = Promise.promise();
    private String sent;
    private long keepAlive;
    private volatile boolean isOver;

    /** To be made, started and ended on the event loop of the request. */
    EventStream(
            Vertx vertx,
            HttpServerRequest request,
            EventFilter filter,
            Opening opening,
            KafkaSettings settings,
            ApiLimits limits,
            ApiMetrics metrics) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.request = request;
        this.filter = filter;
        this.limits = limits;
        this.metrics = metrics;
        this.opening = opening;
        this.bookmark = opening.bookmark();
        this.sent = bookmark.toString();
        Map<Topic, LogFollower.Start> topics = new EnumMap<>(Topic.class);
        filter.topics().forEach(topic -> topics.put(topic, LogFollower.Start.BEGINNING));
        this.follower = new LogFollower(settings, "longshore-api-stream", topics, opening.positions(), this::accept)
                .holdingAtMost(ApiLimits.FETCH_BYTES);
    }

    /** Answers the request. Returns why it ended, once its follower has been told to close. */
    Future<End> start() {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            end(End.READER_LEFT);
            return over.future();
        }
        response.closeHandler(closed -> end(End.READER_LEFT));
        response.exceptionHandler(failure -> end(End.READER_LEFT));
        response.setChunked(true)
                .putHeader("Content-Type", EventStreams.MEDIA_TYPE)
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no"); // nginx: pass on at once
        String gap = opening.gaps().isEmpty() ? "" : EventFrame.gap(opening.gaps(), sent);
        response.write(EventFrame.preamble(sent, RETRY_MS) + gap);
        keepAlive = vertx.setPeriodic(limits.keepAlive().toMillis(), tick -> keepAlive());
        Future.fromCompletionStage(follower.stopped(), context).onComplete(stopped -> end(End.LOG_LOST));
        follower.start();
        return over.future();
    }

    /** Ends it, if it has not ended. */
    void end(End reason) {
        if (isOver) {
            return;
        }
        isOver = true;
        vertx.cancelTimer(keepAlive);
        if (reason == End.READER_SLOW) {
            request.connection().close();
        } else if (!request.response().ended() && !request.response().closed()) {
            request.response().end();
        }
        over.complete(reason);
    }

    /** After {@link #end}, off the event loop: waits for the batch at hand, which does not take long any more. */
    void close() {
        follower.close();
    }

    private void accept(List<Received> records, Map<Place, Long> next) {
        StringBuilder chunk = new StringBuilder();
        for (Received.Understood record : TimeOrder.of(records)) {
            bookmark.advance(
                    new Place(record.position().topic(), record.position().partition()),
                    record.position().offset() + 1);
            if (filter.test(record.event())) {
                chunk.append(EventFrame.of(record.envelope(), bookmark.toString()));
                metrics.sent();
            }
            if (chunk.length() >= ApiLimits.CHUNK) {
                send(chunk.toString());
                chunk.setLength(0);
            }
            if (isOver) {
                return;
            }
        }
        next.forEach(bookmark::advance);
        send(chunk.toString());
    }

    /** Returns when the reader's system has taken it, so that no more than this is ever held. */
    private void send(String text) {
        String id = bookmark.toString();
        CompletableFuture<Void> taken = new CompletableFuture<>();
        context.runOnContext(now -> write(text, id, taken));
        try {
            taken.get(limits.stall().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            endSoon(End.READER_SLOW);
        } catch (ExecutionException e) {
            endSoon(End.READER_LEFT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            endSoon(End.STOPPED);
        }
    }

    private void endSoon(End reason) {
        follower.close(); // on its own thread: no further batch
        context.runOnContext(now -> end(reason));
    }

    private void write(String text, String id, CompletableFuture<Void> taken) {
        if (isOver) {
            taken.completeExceptionally(new IllegalStateException("the stream is over"));
            return;
        }
        sent = id;
        if (text.isEmpty()) {
            taken.complete(null);
            return;
        }
        request.response().write(Buffer.buffer(text)).onComplete(done -> {
            if (done.succeeded()) {
                taken.complete(null);
            } else {
                taken.completeExceptionally(done.cause());
            }
        });
    }

    private void keepAlive() {
        if (!request.response().writeQueueFull()) {
            request.response().write(EventFrame.keepAlive(sent));
        }
    }
}
