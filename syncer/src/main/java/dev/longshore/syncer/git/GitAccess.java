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
    private final Duration answerTimeout;
    private final Clock clock;
    private final HostPauses pauses;
    private final HttpRoute route;

    public GitAccess(SyncerConfig config, Clock clock) {
        this(config.access(), config.fetchTimeout(), config.fetchTimeout(), clock);
    }

    /**
     * With a time for each answer of its own.
     *
     * @param fetchTimeout for one fetch, from the first connection to the last byte
     * @param answerTimeout for a connection, and for silence in the middle of an answer; at least a second
     */
    GitAccess(RemoteAccess config, Duration fetchTimeout, Duration answerTimeout, Clock clock) {
        this.config = config;
        this.fetchTimeout = fetchTimeout;
        this.answerTimeout = answerTimeout;
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

    Duration answerTimeout() {
        return answerTimeout;
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
