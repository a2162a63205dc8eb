/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.metrics;

import dev.longshore.events.Trigger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * When the events began from which deployments follow. The first event of a chain gave the chain its id, and a UUIDv7 (RFC 9562) begins
 * with the time at which it was made: nothing else need be kept. Used by one thread.
 */
final class Chains {
    /** More than are on their way at a time. */
    private static final int MOST = 2000;

    private static final int TIME_ORDERED = 7;

    private final Map<String, Chain> chains = new LinkedHashMap<>();

    /** The beginning of what led to a deployment. */
    record Chain(Trigger trigger, Instant begin) {}

    /** Remembers a chain, if its id tells when it began. */
    void begun(String id, Trigger trigger) {
        beginning(id).ifPresent(begin -> {
            if (chains.size() >= MOST) {
                chains.remove(chains.keySet().iterator().next());
            }
            chains.put(id, new Chain(trigger, begin));
        });
    }

    /** Empty for one that did not begin with a look at a repository, or too long ago. */
    Optional<Chain> of(String id) {
        return Optional.ofNullable(chains.get(id));
    }

    private static Optional<Instant> beginning(String id) {
        try {
            UUID uuid = UUID.fromString(id);
            return uuid.version() == TIME_ORDERED
                    ? Optional.of(Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> 16))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // somebody else's request, with an id of another kind
        }
    }
}
