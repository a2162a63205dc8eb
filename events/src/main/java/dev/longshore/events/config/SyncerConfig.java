/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.time.Duration;

/**
 * The syncer.
 *
 * @param workers repositories that are fetched at once
 * @param fetchTimeout for one fetch, from the first connection to the last byte
 * @param maxBundle bytes a compressed bundle may have
 */
public record SyncerConfig(int workers, Duration fetchTimeout, long maxBundle) {
    public static final SyncerConfig DEFAULT = new SyncerConfig(8, Duration.ofSeconds(60), 64L << 20);
}
