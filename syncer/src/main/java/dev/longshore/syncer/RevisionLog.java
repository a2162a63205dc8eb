/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.RevisionEvent;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.BrokerUnreachableException;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.LogEnds;
import dev.longshore.events.kafka.LogFollower;
import dev.longshore.events.kafka.LogFollower.Place;
import dev.longshore.events.kafka.Received;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Keeps {@link AnnouncedRevisions} equal to {@code longshore.revision}. */
final class RevisionLog implements AutoCloseable {
    private static final String CLIENT = "longshore-syncer-revisions";
    private final KafkaSettings settings;
    private final AnnouncedRevisions announced;
    private final LogEnds ends;
    private final Map<Place, Long> positions = new ConcurrentHashMap<>();
    private @Nullable LogFollower follower;
    private boolean closed;

    RevisionLog(KafkaSettings settings, AnnouncedRevisions announced) {
        this.settings = settings;
        this.announced = announced;
        this.ends = new LogEnds(settings, CLIENT);
    }

    /**
     * Done when everything that is on the log now, and is or will be committed, is in the view. Waits for transactions that are open: their
     * owners may be others, but what is committed behind their beginning may be ours. Blocks to ask the broker.
     */
    CompletableFuture<Void> catchUp() throws BrokerUnreachableException {
        LogFollower running = running();
        return running.reach(ends.of(Topic.REVISION));
    }

    /** A follower ends on an error that it cannot recover from; the next one goes on where it was. */
    private synchronized LogFollower running() {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        LogFollower known = follower;
        if (known != null && !known.stopped().isDone()) {
            return known;
        }
        LogFollower opened = new LogFollower(
                        settings, CLIENT, Map.of(Topic.REVISION, LogFollower.Start.BEGINNING), positions, this::accept)
                .start();
        follower = opened;
        return opened;
    }

    private void accept(List<Received> records, Map<Place, Long> next) {
        for (Received record : records) {
            if (record instanceof Received.Understood understood && understood.event() instanceof RevisionEvent event) {
                announced.put(event);
            }
        }
        positions.putAll(next);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (follower != null) {
            follower.close();
        }
        ends.close();
    }
}
