/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.RepositoryMatch;
import dev.longshore.events.config.RepositoryUrl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds repositories by what a sender calls them: configured ones, and those that a {@code match} admits. */
public final class RepositoryDirectory {
    private final Map<String, RepositoryConfig> byName = new HashMap<>();
    private final Map<RepositoryUrl, List<RepositoryConfig>> byUrl = new HashMap<>();
    private final Map<String, List<RepositoryConfig>> byProject = new HashMap<>();
    private final List<RepositoryMatch> matches;

    public RepositoryDirectory(List<RepositoryConfig> repositories, List<RepositoryMatch> matches) {
        this.matches = List.copyOf(matches);
        for (RepositoryConfig repository : repositories) {
            byName.put(repository.name(), repository);
            RepositoryUrl.parse(repository.url()).ifPresent(url -> {
                byUrl.computeIfAbsent(url, u -> new ArrayList<>()).add(repository);
                byProject
                        .computeIfAbsent(project(url.path()), p -> new ArrayList<>())
                        .add(repository);
            });
        }
    }

    /** The repository of exactly this configured name. */
    public Optional<RepositoryConfig> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All configured ones. */
    public List<RepositoryConfig> configured() {
        return List.copyOf(byName.values());
    }

    /** All configured ones that one of these means; several where one URL is configured for several branches. */
    public List<RepositoryConfig> addressedBy(List<Address> addresses) {
        return addresses.stream().flatMap(this::addressedBy).distinct().toList();
    }

    /** The repository that one of these means, if the first {@code match} it suits admits it. */
    public Optional<RepositoryConfig> admittedBy(List<Address> addresses) {
        return addresses.stream()
                .filter(address -> address.kind() == Address.Kind.URL)
                .flatMap(address -> RepositoryUrl.parse(address.text()).stream())
                .flatMap(this::admit)
                .findFirst();
    }

    /** The admitted repository of this URL, which may come from the log: only a {@code match} of ours makes it one. */
    public Stream<RepositoryConfig> admit(RepositoryUrl url) {
        return matches.stream().flatMap(match -> match.admit(url).stream()).limit(1);
    }

    private Stream<RepositoryConfig> addressedBy(Address address) {
        return switch (address.kind()) {
            case NAME -> named(address.text()).stream();
            case URL ->
                RepositoryUrl.parse(address.text()).map(byUrl::get).stream().flatMap(List::stream);
            case PROJECT -> byProject.getOrDefault(address.text().toLowerCase(Locale.ROOT), List.of()).stream();
        };
    }

    /** The last two segments. */
    private static String project(String path) {
        String[] segments = path.toLowerCase(Locale.ROOT).split("/", -1);
        return segments.length < 2 ? path : segments[segments.length - 2] + "/" + segments[segments.length - 1];
    }
}
