/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.HostAlive;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The hosts that were heard of, and which of them have gone silent. */
final class Hosts {
    /** Three missed heartbeats. */
    static final Duration SILENCE = Duration.ofSeconds(3L * HostAlive.INTERVAL_SECONDS);

    private final Map<String, Host> hosts = new TreeMap<>();

    private static final class Host {
        private @Nullable HostAlive said;
        /** Which machine it is; null if none was ever heard. */
        private @Nullable String id;
        /** The last heartbeat; null if none was heard in this life. */
        private @Nullable Instant seen;
        /** When we began to listen, if it was known before. */
        private Instant listening = Instant.EPOCH;

        private boolean silent;

        Instant last() {
            return seen == null ? listening : seen;
        }

        boolean isSilent(Instant now) {
            Instant from = listening.isAfter(last()) ? listening : last();
            return from.plus(SILENCE).isBefore(now);
        }
    }

    /** What a heartbeat tells that was not known. */
    enum News {
        NONE,
        /** The host was known, but not its labels. */
        LABELS,
        CREATED,
        MODIFIED
    }

    /**
     * What is known of whether a host is there.
     *
     * @param id of the machine that was heard; null if none ever was
     * @param silentSince when it was last heard; null while it is
     */
    record Presence(@Nullable String id, @Nullable Instant silentSince) {
        private static final Presence UNKNOWN = new Presence(null, null);
    }

    /** A host that a status names. One that was silent stays so until it is heard; another has until {@code SILENCE} after {@code now}. */
    void expect(String name, Presence presence, Instant now) {
        Host host = hosts.computeIfAbsent(name, n -> new Host());
        host.id = presence.id();
        if (presence.silentSince() == null) {
            host.listening = now;
        } else {
            host.seen = presence.silentSince();
            host.silent = true;
        }
    }

    News heard(HostAlive alive, Instant appended) {
        Host host = hosts.computeIfAbsent(alive.host(), n -> new Host());
        boolean known = host.id != null;
        HostAlive before = host.said;
        host.said = alive;
        host.id = alive.hostId();
        host.seen = host.seen != null && host.seen.isAfter(appended) ? host.seen : appended;
        if (!known) {
            return News.CREATED;
        }
        if (before == null) {
            return News.LABELS;
        }
        return isSame(before, alive) ? News.NONE : News.MODIFIED;
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
            boolean silent = host.isSilent(now);
            if (silent != host.silent) {
                host.silent = silent;
                turned.add(name);
            }
        });
        return turned;
    }

    Presence presence(String name) {
        Host host = hosts.get(name);
        return host == null ? Presence.UNKNOWN : new Presence(host.id, host.silent ? host.last() : null);
    }

    /** What the host last said of itself; empty if it was not heard. */
    Optional<HostAlive> named(String name) {
        Host host = hosts.get(name);
        return host == null ? Optional.empty() : Optional.ofNullable(host.said);
    }

    /** Every host whose labels are known, by name. */
    Collection<HostAlive> known() {
        return hosts.values().stream()
                .flatMap(host -> Stream.ofNullable(host.said))
                .toList();
    }
}
