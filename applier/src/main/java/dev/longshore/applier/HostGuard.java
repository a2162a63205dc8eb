/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.store.HostIdentity;
import dev.longshore.events.HostAlive;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that no two machines answer to one host name: they would both run its stacks. Of an established one and a newcomer, the
 * newcomer gives way; of two newcomers, or two that were kept from hearing each other, the one with the greater id. Whoever stays answers
 * the other's heartbeat with one of its own at once, so that both decide by the same facts.
 */
final class HostGuard {
    private static final Logger log = LoggerFactory.getLogger(HostGuard.class);
    private static final Duration NEWCOMER = Duration.ofSeconds(10);

    private final HostIdentity identity;
    private final LongSupplier nanoTime;
    private final Runnable answer;
    private final Runnable giveWay;
    private final long since;
    private boolean over;

    /**
     * @param answer tells the stranger that we are here
     * @param giveWay stops applying
     */
    HostGuard(HostIdentity identity, LongSupplier nanoTime, Runnable answer, Runnable giveWay) {
        this.identity = identity;
        this.nanoTime = nanoTime;
        this.answer = answer;
        this.giveWay = giveWay;
        this.since = nanoTime.getAsLong();
    }

    /** Whether this host has been up long enough to have been heard by any other of its name. */
    boolean isEstablished() {
        return nanoTime.getAsLong() - since >= NEWCOMER.toNanos();
    }

    /** A heartbeat was on the log. */
    synchronized void heard(HostAlive alive) {
        if (over || !alive.host().equals(identity.host()) || alive.hostId().equals(identity.id())) {
            return;
        }
        boolean stays = staysBefore(alive);
        log.atError()
                .addKeyValue("host", identity.host())
                .addKeyValue("otherHostId", alive.hostId())
                .addKeyValue("reason", "host.duplicate")
                .log(
                        stays
                                ? "another machine has come up under this host name; give that one another host:"
                                : "another machine is the applier of this host name; give this one another host: and restart it");
        if (stays) {
            answer.run();
        } else {
            over = true;
            giveWay.run();
        }
    }

    private boolean staysBefore(HostAlive other) {
        boolean established = isEstablished();
        return established == other.established() ? identity.id().compareTo(other.hostId()) < 0 : established;
    }
}
