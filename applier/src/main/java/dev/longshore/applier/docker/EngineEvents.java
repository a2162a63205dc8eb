/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventActor;
import com.github.dockerjava.api.model.EventType;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One stream of container events for all listeners, opened for the first one, and again whenever it is lost. */
final class EngineEvents implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(EngineEvents.class);
    private static final long FIRST_DELAY_MS = 100;
    private static final long MAX_DELAY_MS = 5_000;
    private static final String[] ACTIONS = {"start", "stop", "die", "oom", "destroy", "health_status"};

    private final DockerClient client;
    private final List<EngineListener> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "longshore-engine-events");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Stream stream;
    private volatile @Nullable String since;
    private volatile long delayMs = FIRST_DELAY_MS;
    private volatile boolean told;

    EngineEvents(DockerClient client) {
        this.client = client;
    }

    Subscription subscribe(EngineListener listener) {
        listeners.add(listener);
        if (started.compareAndSet(false, true)) {
            scheduler.execute(this::open);
        }
        return () -> listeners.remove(listener);
    }

    private void open() {
        var command = client.eventsCmd()
                .withEventTypeFilter(EventType.CONTAINER)
                .withEventFilter(ACTIONS)
                .withLabelFilter(Labels.PROJECT);
        if (since != null) {
            command.withSince(since);
        }
        Stream opened = new Stream();
        stream = opened;
        try {
            command.exec(opened);
        } catch (RuntimeException e) {
            opened.onError(e);
        }
    }

    private void lost(@Nullable Throwable cause) {
        if (closed.get()) {
            return;
        }
        if (!told) {
            told = true;
            log.atWarn()
                    .addKeyValue("reason", EngineException.UNAVAILABLE)
                    .addKeyValue("cause", cause)
                    .log("lost the stream of Docker events; trying to get it back");
        }
        CompletableFuture.delayedExecutor(delayMs, TimeUnit.MILLISECONDS, scheduler)
                .execute(this::open);
        delayMs = Math.min(2 * delayMs, MAX_DELAY_MS);
    }

    private void tell(Event event) {
        EventActor actor = event.getActor();
        Long nanos = event.getTimeNano();
        if (actor == null || actor.getId() == null || nanos == null) {
            return;
        }
        Map<String, String> attributes = actor.getAttributes() == null ? Map.of() : Map.copyOf(actor.getAttributes());
        Instant time = Instant.ofEpochSecond(0, nanos);
        since = time.getEpochSecond() + "." + String.format("%09d", time.getNano());
        ContainerEvent told = new ContainerEvent(
                actor.getId(),
                attributes.getOrDefault(Labels.PROJECT, ""),
                attributes.getOrDefault(Labels.SERVICE, ""),
                String.valueOf(event.getAction()),
                time,
                attributes);
        listeners.forEach(listener -> listener.on(told));
    }

    @Override
    public void close() throws IOException {
        closed.set(true);
        scheduler.shutdownNow();
        Stream open = stream;
        if (open != null) {
            open.close();
        }
        client.close();
    }

    private final class Stream implements ResultCallback<Event> {
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile @Nullable Closeable connection;

        @Override
        public void onStart(Closeable opened) {
            connection = opened;
            if (delayMs > FIRST_DELAY_MS) {
                listeners.forEach(EngineListener::resumed);
            }
            delayMs = FIRST_DELAY_MS;
            if (told) {
                told = false;
                log.atInfo().log("the stream of Docker events is back");
            }
        }

        @Override
        public void onNext(Event event) {
            tell(event);
        }

        @Override
        public void onError(Throwable cause) {
            end(cause);
        }

        @Override
        public void onComplete() {
            end(null);
        }

        private void end(@Nullable Throwable cause) {
            if (over.compareAndSet(false, true)) {
                lost(cause);
            }
        }

        @Override
        public void close() {
            Closeable open = connection;
            if (open == null) {
                return;
            }
            try {
                open.close();
            } catch (IOException e) {
                // Closing interrupts the reader first, which closes the channel under the response.
                log.atDebug().setCause(e).log("The stream of Docker events did not close cleanly");
            }
        }
    }
}
