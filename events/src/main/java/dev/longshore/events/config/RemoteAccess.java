/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the syncer gets to remotes.
 *
 * @param credentials for repositories and submodules without {@code auth} of their own
 * @param proxy null for none
 * @param certificates PEM file of authorities that are trusted besides Java's own; null for none
 */
public record RemoteAccess(
        List<UrlCredential> credentials,
        @Nullable ProxyConfig proxy,
        @Nullable Path certificates) {
    public static final RemoteAccess DIRECT = new RemoteAccess(List.of(), null, null);

    public RemoteAccess {
        credentials = List.copyOf(credentials);
    }
}
