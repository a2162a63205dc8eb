/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.time.Duration;

/**
 * The syncer.
 *
 * @param workers repositories that are looked at at once; those whose host is slow do not count
 * @param fetchTimeout for one fetch, from the first connection to the last byte
 * @param maxBundle bytes a compressed bundle may have
 * @param maxCache bytes that all mirrors together may take; the least recently used go first
 * @param perHost how much is asked of one Git host
 * @param access how it gets to remotes
 */
public record SyncerConfig(
        int workers, Duration fetchTimeout, long maxBundle, long maxCache, HostLimits perHost, RemoteAccess access) {
    public static final SyncerConfig DEFAULT =
            new SyncerConfig(8, Duration.ofSeconds(60), 64L << 20, 10L << 30, HostLimits.DEFAULT, RemoteAccess.DIRECT);
}
