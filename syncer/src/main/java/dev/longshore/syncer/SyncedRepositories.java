/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.RepositoryAdmitted;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.RepositoryMatch;
import dev.longshore.events.kafka.AdmittedRepositories;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The repositories of the configuration, and those that a verified push had admitted, as far as its {@code match} entries still do: what
 * the log says is never enough, since our credentials go to the URL. From any thread.
 */
public final class SyncedRepositories {
    private final @Nullable AdmittedRepositories log;
    private volatile List<RepositoryConfig> configured;
    private volatile List<RepositoryMatch> matches;

    /** @param log started by the caller, and the caller's to close; null if nothing is ever admitted */
    public SyncedRepositories(
            List<RepositoryConfig> configured, List<RepositoryMatch> matches, @Nullable AdmittedRepositories log) {
        this.configured = List.copyOf(configured);
        this.matches = List.copyOf(matches);
        this.log = log;
    }

    void replace(List<RepositoryConfig> otherConfigured, List<RepositoryMatch> otherMatches) {
        configured = List.copyOf(otherConfigured);
        matches = List.copyOf(otherMatches);
    }

    /** Done when all that had been admitted before is known. */
    Future<Void> known() {
        return log == null || matches.isEmpty()
                ? Future.succeededFuture()
                : Future.fromCompletionStage(log.caughtUp()).mapEmpty();
    }

    /** Those there are now. */
    List<RepositoryConfig> all() {
        Stream<RepositoryAdmitted> admitted = log == null ? Stream.empty() : log.all().stream();
        return Stream.concat(configured.stream(), admitted.flatMap(this::stillAdmitted))
                .toList();
    }

    /** One that was admitted by now. */
    Optional<RepositoryConfig> admitted(String name) {
        return Optional.ofNullable(log).flatMap(all -> all.named(name)).stream()
                .flatMap(this::stillAdmitted)
                .findFirst();
    }

    /** Whether one that is not known yet may still be. */
    boolean mayAdmit() {
        return log != null && !matches.isEmpty();
    }

    private Stream<RepositoryConfig> stillAdmitted(RepositoryAdmitted admitted) {
        return RepositoryMatch.admitted(matches, admitted.repository(), admitted.url()).stream()
                .filter(repository ->
                        configured.stream().noneMatch(c -> c.name().equals(repository.name())));
    }
}
