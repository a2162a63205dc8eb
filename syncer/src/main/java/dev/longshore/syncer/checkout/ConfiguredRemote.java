/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import dev.longshore.events.Names;
import dev.longshore.events.config.Configuration;
import dev.longshore.events.config.GitUrl;
import dev.longshore.events.config.RepositoryConfig;
import java.util.List;
import java.util.Optional;

/** The remote of a working tree as {@code longshore.yaml} knows it. */
public final class ConfiguredRemote {
    private ConfiguredRemote() {}

    /**
     * The entry of the repository with this URL, for another branch perhaps; one without login and with the standard rules where there is
     * no entry.
     *
     * @param url as it will be asked; the entry's may be written otherwise
     * @throws IllegalArgumentException if it is no URL of a repository; the message says what is wrong and does not repeat it
     */
    public static RepositoryConfig of(String url, String branch, Optional<Configuration> configuration) {
        GitUrl parsed = GitUrl.parse(url);
        return configuration.stream()
                .flatMap(known -> known.repositories().stream())
                .filter(known -> RemoteAddress.isSame(known.url(), url))
                .findFirst()
                .map(known ->
                        new RepositoryConfig(known.name(), url, branch, null, known.auth(), List.of(), known.rules()))
                .orElseGet(() -> new RepositoryConfig(name(parsed), url, branch, null, null, List.of()));
    }

    private static String name(GitUrl url) {
        String path = url.path().replaceFirst("/+$", "").replaceFirst("(/?\\.git)$", "");
        String last = path.substring(path.lastIndexOf('/') + 1);
        return last.matches(Names.PATTERN) ? last : "checkout";
    }
}
