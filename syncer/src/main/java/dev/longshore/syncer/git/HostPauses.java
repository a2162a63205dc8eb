/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import dev.longshore.events.config.GitUrl;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Hosts that have asked to be left alone for a while, whichever repository they said it to. Safe for use by many threads. */
final class HostPauses {
    private final Clock clock;
    private final Map<String, Instant> until = new ConcurrentHashMap<>();

    HostPauses(Clock clock) {
        this.clock = clock;
    }

    void add(GitUrl url, Instant end) {
        until.merge(key(url), end, (known, other) -> known.isAfter(other) ? known : other);
    }

    /** @throws SourceException {@code source.rate_limited} while the host wants no requests; none is made then */
    void check(GitUrl url, String where) throws SourceException {
        Instant end = until.get(key(url));
        if (end == null) {
            return;
        }
        if (clock.instant().isBefore(end)) {
            throw SourceException.waiting(
                    "source.rate_limited",
                    where + " was not asked: its host wants no requests until " + end,
                    end,
                    null);
        }
        until.remove(key(url), end);
    }

    private static String key(GitUrl url) {
        return url.host() + ":" + url.port();
    }
}
