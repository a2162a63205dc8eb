/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

import dev.longshore.events.config.RepositoryConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds configured repositories by what a sender calls them. */
public final class RepositoryDirectory {
    private final Map<String, RepositoryConfig> byName = new HashMap<>();
    private final Map<RepositoryUrl, List<RepositoryConfig>> byUrl = new HashMap<>();

    public RepositoryDirectory(List<RepositoryConfig> repositories) {
        for (RepositoryConfig repository : repositories) {
            byName.put(repository.name(), repository);
            RepositoryUrl.parse(repository.url()).ifPresent(url -> byUrl.computeIfAbsent(url, u -> new ArrayList<>())
                    .add(repository));
        }
    }

    /** The repository of exactly this configured name. */
    public Optional<RepositoryConfig> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All repositories that one of these names or URLs means; several where one URL is configured for several branches. */
    public List<RepositoryConfig> addressedBy(List<String> addresses) {
        return addresses.stream().flatMap(this::addressedBy).distinct().toList();
    }

    private Stream<RepositoryConfig> addressedBy(String address) {
        Stream<RepositoryConfig> sameUrl =
                RepositoryUrl.parse(address).map(byUrl::get).stream().flatMap(List::stream);
        return Stream.concat(named(address).stream(), sameUrl);
    }
}
