/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the reconciler tells a Git host about the commits of the repositories below a URL.
 *
 * @param prefix of the configured URLs of those repositories, compared as in {@link GitUrl#isBelow}
 * @param token read at each use
 * @param apiUrl root of its REST API, without a slash at the end; null for the provider's usual one on the repository's own host
 * @param commitStatus whether each commit shows what became of it
 * @param issues whether an issue is opened after a rollback
 * @param link where a status leads, with {@code {repository}}, {@code {stack}}, {@code {host}}, {@code {commit}} in it; null for nowhere
 */
public record ForgeConfig(
        GitUrl prefix,
        Provider provider,
        Secret token,
        @Nullable URI apiUrl,
        boolean commitStatus,
        boolean issues,
        @Nullable String link) {
    /** Whose REST API it is. */
    public enum Provider {
        GITHUB,
        GITLAB,
        GITEA,
        /** Speaks as Gitea does. */
        FORGEJO;

        /** As in the file. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The one with the longest prefix of this repository's URL: no other one's token is ever offered to its host. */
    public static Optional<ForgeConfig> of(List<ForgeConfig> forges, GitUrl repository) {
        return forges.stream()
                .filter(forge -> repository.isBelow(forge.prefix))
                .max(Comparator.comparingInt(forge -> forge.prefix.path().length()));
    }
}
