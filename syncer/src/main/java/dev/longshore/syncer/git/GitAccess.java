/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import dev.longshore.events.config.RemoteAccess;
import dev.longshore.events.config.SyncerConfig;
import java.time.Clock;
import java.time.Duration;

/** What all mirrors of a syncer share on their way to remotes. Safe for use by many threads. */
public final class GitAccess {
    private final RemoteAccess config;
    private final Duration fetchTimeout;
    private final Clock clock;
    private final HostPauses pauses;
    private final HttpRoute route;

    public GitAccess(SyncerConfig config, Clock clock) {
        this.config = config.access();
        this.fetchTimeout = config.fetchTimeout();
        this.clock = clock;
        this.pauses = new HostPauses(clock);
        this.route = new HttpRoute(this.config);
    }

    RemoteAccess config() {
        return config;
    }

    Duration fetchTimeout() {
        return fetchTimeout;
    }

    Clock clock() {
        return clock;
    }

    HostPauses pauses() {
        return pauses;
    }

    HttpRoute route() {
        return route;
    }
}
