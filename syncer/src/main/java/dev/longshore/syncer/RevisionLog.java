/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.RevisionEvent;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.KafkaSettings;
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
    private final KafkaSettings settings;
    private final AnnouncedRevisions announced;
    private final Map<Place, Long> positions = new ConcurrentHashMap<>();
    private @Nullable LogFollower follower;

    RevisionLog(KafkaSettings settings, AnnouncedRevisions announced) {
        this.settings = settings;
        this.announced = announced;
    }

    /**
     * Goes on from where it is; done when everything that is on the log now is in the view. Blocks for the old connection to close, at
     * most ten seconds.
     */
    synchronized CompletableFuture<Void> catchUp() {
        close();
        LogFollower opened = new LogFollower(
                settings,
                "longshore-syncer-revisions",
                Map.of(Topic.REVISION, LogFollower.Start.BEGINNING),
                positions,
                this::accept);
        follower = opened;
        return opened.start().caughtUp();
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
        LogFollower opened = follower;
        follower = null;
        if (opened != null) {
            opened.close();
        }
    }
}
