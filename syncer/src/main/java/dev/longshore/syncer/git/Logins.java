/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import dev.longshore.events.config.AuthConfig;
import dev.longshore.events.config.GitUrl;
import dev.longshore.events.config.RemoteAccess;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.UrlCredential;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which login belongs to which URL. A repository's own is never offered to another server. */
final class Logins {
    private final RepositoryConfig repository;
    private final GitUrl own;
    private final RemoteAccess access;

    Logins(RepositoryConfig repository, GitUrl own, RemoteAccess access) {
        this.repository = repository;
        this.own = own;
        this.access = access;
    }

    /** Of the repository itself: its own, else that of the longest prefix; null for none. */
    @Nullable
    AuthConfig ofRepository() {
        return repository.auth() == null ? byPrefix(own).orElse(null) : repository.auth();
    }

    /** Of a submodule: that of the longest prefix, else the repository's where both are on one server; null for none. */
    @Nullable
    AuthConfig ofSubmodule(GitUrl url) {
        return byPrefix(url).orElse(url.isSameServer(own) ? repository.auth() : null);
    }

    private Optional<AuthConfig> byPrefix(GitUrl url) {
        return access.credentials().stream()
                .filter(credential -> url.isBelow(credential.prefix()))
                .max(Comparator.comparingInt(
                        (UrlCredential credential) -> credential.prefix().path().length()))
                .map(UrlCredential::auth);
    }
}
