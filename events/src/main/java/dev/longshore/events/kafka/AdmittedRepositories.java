/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.RepositoryAdmitted;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.LogFollower.Place;
import dev.longshore.events.kafka.LogFollower.Start;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The repositories that verified pushes had admitted, the newest record for each name. Only a hint, as everything on the log: whoever
 * uses one asks the configuration whether a {@code match} still admits its URL.
 */
public final class AdmittedRepositories implements AutoCloseable {
    private final Map<String, RepositoryAdmitted> byName = new ConcurrentHashMap<>();
    private final LogFollower follower;

    /** @param clientId names the connection in the broker's logs */
    public AdmittedRepositories(KafkaSettings settings, String clientId) {
        this.follower =
                new LogFollower(settings, clientId, Map.of(Topic.REPOSITORY, Start.BEGINNING), Map.of(), this::handle);
    }

    /** Begins to read, and returns at once. */
    public AdmittedRepositories start() {
        follower.start();
        return this;
    }

    /** Done once everything that was on the log at the start has been read. */
    public CompletableFuture<Void> caughtUp() {
        return follower.caughtUp();
    }

    public Collection<RepositoryAdmitted> all() {
        return List.copyOf(byName.values());
    }

    public Optional<RepositoryAdmitted> named(String repository) {
        return Optional.ofNullable(byName.get(repository));
    }

    private void handle(List<Received> records, Map<Place, Long> next) {
        for (Received record : records) {
            if (record instanceof Received.Understood understood
                    && understood.envelope().event() instanceof RepositoryAdmitted admitted) {
                byName.put(admitted.repository(), admitted);
            } else if (record instanceof Received.Tombstone removed) {
                byName.remove(removed.key());
            }
        }
    }

    @Override
    public void close() {
        follower.close();
    }
}
