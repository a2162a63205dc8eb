/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import dev.longshore.events.RepositoryAdmitted;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.RepositoryUrl;
import dev.longshore.ingress.push.Address;
import dev.longshore.ingress.push.RepositoryDirectory;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The repositories of the configuration, and those of the log that its {@code match} entries still admit. */
final class KnownRepositories {
    private final RepositoryDirectory directory;
    private final Supplier<? extends Collection<RepositoryAdmitted>> log;

    /** @param log what was admitted so far, the newest for each name */
    KnownRepositories(RepositoryDirectory directory, Supplier<? extends Collection<RepositoryAdmitted>> log) {
        this.directory = directory;
        this.log = log;
    }

    List<RepositoryConfig> configured() {
        return directory.configured();
    }

    List<RepositoryConfig> admitted() {
        return log.get().stream().flatMap(this::stillAdmitted).toList();
    }

    Optional<RepositoryConfig> named(String name) {
        return directory.named(name).or(() -> log.get().stream()
                .filter(admitted -> admitted.repository().equals(name))
                .flatMap(this::stillAdmitted)
                .findFirst());
    }

    List<RepositoryConfig> addressedBy(List<Address> addresses) {
        return directory.addressedBy(addresses);
    }

    Optional<RepositoryConfig> admittedBy(List<Address> addresses) {
        return directory.admittedBy(addresses);
    }

    /** The URL under which somebody else already has this name; empty if the name is free or the repository's own. */
    Optional<String> nameTaken(RepositoryConfig admitted) {
        return named(admitted.name()).map(RepositoryConfig::url).filter(url -> !url.equals(admitted.url()));
    }

    /** Whether the log already says exactly this. */
    boolean isOnLog(RepositoryConfig admitted) {
        return log.get().stream()
                .anyMatch(known -> known.repository().equals(admitted.name())
                        && known.url().equals(admitted.url())
                        && Objects.equals(known.branch(), admitted.branch()));
    }

    private Stream<RepositoryConfig> stillAdmitted(RepositoryAdmitted admitted) {
        return RepositoryUrl.parse(admitted.url()).stream()
                .flatMap(directory::admit)
                .filter(repository -> repository.name().equals(admitted.repository())
                        && directory.named(repository.name()).isEmpty());
    }
}
