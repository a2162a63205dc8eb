/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.config.HostLimits;
import dev.longshore.events.config.RemoteAccess;
import dev.longshore.events.config.SyncerConfig;
import dev.longshore.syncer.git.GitAccess;
import java.time.Clock;
import java.time.Duration;

/** Ways to remotes. */
public final class TestAccess {
    private TestAccess() {}

    /** Straight, with this much time for a fetch. */
    public static GitAccess within(Duration fetchTimeout) {
        return with(fetchTimeout, RemoteAccess.DIRECT);
    }

    public static GitAccess with(RemoteAccess access) {
        return with(Duration.ofSeconds(20), access);
    }

    public static GitAccess with(Duration fetchTimeout, RemoteAccess access) {
        return new GitAccess(
                new SyncerConfig(4, fetchTimeout, 64 << 20, 1L << 30, HostLimits.DEFAULT, access), Clock.systemUTC());
    }
}
