/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.SyncRequested;
import dev.longshore.events.Trigger;
import dev.longshore.events.config.RepositoryConfig;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Asks for each repository to be looked at now and then: for the pushes that no webhook told of. */
final class PollScheduler {
    private final Rounds<String> rounds;

    PollScheduler(Alarm alarm, Jitter jitter, Consumer<SyncRequested> requests) {
        this.rounds = new Rounds<>(
                alarm,
                jitter,
                repository -> requests.accept(new SyncRequested(repository, Trigger.POLL, false, "reconciler")));
    }

    /**
     * From now on exactly these.
     *
     * @param standard for a repository that does not say otherwise
     */
    void keep(List<RepositoryConfig> repositories, Duration standard) {
        rounds.keep(repositories.stream()
                .collect(Collectors.toUnmodifiableMap(RepositoryConfig::name, r -> r.pollOr(standard))));
    }

    void stop() {
        rounds.stop();
    }
}
