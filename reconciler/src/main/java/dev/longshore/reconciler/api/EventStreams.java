/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.api;

import dev.longshore.events.EventFilter;
import dev.longshore.events.http.Page;
import dev.longshore.events.http.Refusal;
import dev.longshore.events.kafka.BrokerUnreachableException;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.LogRanges;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET /api/events}: events as they come, and from where the reader left off. */
final class EventStreams implements Endpoint {
    static final String MEDIA_TYPE = "text/event-stream";

    private static final Logger log = LoggerFactory.getLogger(EventStreams.class);

    private final Vertx vertx;
    private final WorkerExecutor workers;
    private final KafkaSettings settings;
    private final ApiLimits limits;
    private final ApiMetrics metrics;
    private final LogRanges ranges;
    private final AtomicInteger taken = new AtomicInteger();
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private volatile int maxStreams;
    private volatile boolean isStopping;

    EventStreams(
            Vertx vertx,
            WorkerExecutor workers,
            KafkaSettings settings,
            int maxStreams,
            ApiLimits limits,
            ApiMetrics metrics) {
        this.vertx = vertx;
        this.workers = workers;
        this.settings = settings;
        this.maxStreams = maxStreams;
        this.limits = limits;
        this.metrics = metrics;
        this.ranges = new LogRanges(settings, "longshore-api-ranges");
        metrics.watch(taken);
    }

    /** From the next stream on this holds; open ones stay. */
    void allow(int streams) {
        maxStreams = streams;
    }

    @Override
    public String name() {
        return "events";
    }

    @Override
    public Reply answer(Query query) throws Refusal {
        query.allow("stack", "type", "from");
        EventFilter filter = filter(query);
        Opening.From from = from(query.one("from"));
        String id = query.header("Last-Event-ID");
        Bookmark last = id == null || id.isEmpty() ? null : Bookmark.parse(id);
        if (query.headOnly()) {
            return new Reply.Whole(new Page(200, MEDIA_TYPE, Map.of(), Buffer.buffer()));
        }
        take();
        try {
            Opening opening = Opening.of(ranges.of(filter.topics()), last, from);
            return new Reply.Streamed(request -> start(request, filter, opening));
        } catch (BrokerUnreachableException | RuntimeException e) {
            taken.decrementAndGet();
            throw Refusal.unavailable("the log does not answer", e);
        }
    }

    private static EventFilter filter(Query query) throws Refusal {
        try {
            return EventFilter.of(query.one("stack"), query.all("type"));
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static Opening.From from(@Nullable String text) throws Refusal {
        if (text == null || text.equals("now")) {
            return Opening.From.NOW;
        }
        if (!text.equals("beginning")) {
            throw Refusal.badRequest("'from' is now or beginning");
        }
        return Opening.From.BEGINNING;
    }

    private void take() throws Refusal {
        if (taken.incrementAndGet() > maxStreams || isStopping) {
            taken.decrementAndGet();
            throw Refusal.tooMany();
        }
    }

    private void start(HttpServerRequest request, EventFilter filter, Opening opening) {
        EventStream stream = new EventStream(vertx, request, filter, opening, settings, limits, metrics);
        open.add(stream);
        stream.start()
                .onSuccess(reason -> {
                    metrics.ended(reason);
                    log.atDebug().addKeyValue("reason", reason.text()).log("an event stream ended");
                })
                .compose(reason -> workers.executeBlocking(() -> close(stream), false));
        if (isStopping) {
            stream.end(EventStream.End.STOPPED);
        }
    }

    private Void close(EventStream stream) {
        stream.close();
        open.remove(stream);
        taken.decrementAndGet();
        return null;
    }

    /** Ends every stream; readers may come back with their bookmarks. On the event loop. */
    Future<?> stop() {
        isStopping = true;
        List<EventStream> ending = new ArrayList<>(open);
        ending.forEach(stream -> stream.end(EventStream.End.STOPPED));
        return workers.executeBlocking(
                () -> {
                    ending.forEach(EventStream::close);
                    ranges.close();
                    return null;
                },
                false);
    }
}
