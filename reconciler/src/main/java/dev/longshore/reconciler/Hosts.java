/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.HostAlive;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The hosts that were heard of, and which of them have gone silent. */
final class Hosts {
    /** Three missed heartbeats. */
    static final Duration SILENCE = Duration.ofSeconds(3L * HostAlive.INTERVAL_SECONDS);

    private final Map<String, Host> hosts = new HashMap<>();

    private static final class Host {
        private @Nullable HostAlive said;
        private Instant seen = Instant.EPOCH;
        private boolean silent;
    }

    /** What a heartbeat tells that was not known. */
    enum News {
        NONE,
        CREATED,
        MODIFIED
    }

    /** A host that a status names. It has until {@code SILENCE} after {@code now} to be heard. */
    void expect(String name, Instant now) {
        hosts.computeIfAbsent(name, n -> new Host()).seen = now;
    }

    News heard(HostAlive alive, Instant appended) {
        boolean known = hosts.containsKey(alive.host());
        Host host = hosts.computeIfAbsent(alive.host(), n -> new Host());
        HostAlive before = host.said;
        host.said = alive;
        host.seen = host.seen.isAfter(appended) ? host.seen : appended;
        if (!known) {
            return News.CREATED;
        }
        return before == null || isSame(before, alive) ? News.NONE : News.MODIFIED;
    }

    /** That it is no newcomer any more is no news. */
    private static boolean isSame(HostAlive before, HostAlive now) {
        return before.hostId().equals(now.hostId())
                && before.labels().equals(now.labels())
                && before.versions().equals(now.versions());
    }

    /** Hosts that fell silent or spoke again since the last look. */
    List<String> turned(Instant now) {
        List<String> turned = new ArrayList<>();
        hosts.forEach((name, host) -> {
            boolean silent = host.seen.plus(SILENCE).isBefore(now);
            if (silent != host.silent) {
                host.silent = silent;
                turned.add(name);
            }
        });
        return turned;
    }

    boolean isSilent(String name) {
        Host host = hosts.get(name);
        return host != null && host.silent;
    }

    /** When a silent host was last heard; empty for one that is not silent. */
    Optional<Instant> silentSince(String name) {
        Host host = hosts.get(name);
        return host == null || !host.silent ? Optional.empty() : Optional.of(host.seen);
    }

    /** Every host whose labels are known, by name. */
    List<HostAlive> known() {
        return new TreeSet<>(hosts.keySet())
                .stream()
                        .map(name -> hosts.get(name))
                        .flatMap(host -> host == null
                                ? java.util.stream.Stream.empty()
                                : java.util.stream.Stream.ofNullable(host.said))
                        .toList();
    }
}
