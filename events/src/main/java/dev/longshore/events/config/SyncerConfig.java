/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.time.Duration;

/**
 * The syncer.
 *
 * @param workers repositories that are fetched at once
 * @param fetchTimeout for one fetch, from the first connection to the last byte
 * @param maxBundle bytes a compressed bundle may have
 * @param access how it gets to remotes
 */
public record SyncerConfig(int workers, Duration fetchTimeout, long maxBundle, RemoteAccess access) {
    public static final SyncerConfig DEFAULT = new SyncerConfig(8, Duration.ofSeconds(60), 64L << 20);

    /** Without credentials, proxy and authorities of its own. */
    public SyncerConfig(int workers, Duration fetchTimeout, long maxBundle) {
        this(workers, fetchTimeout, maxBundle, RemoteAccess.DIRECT);
    }
}
