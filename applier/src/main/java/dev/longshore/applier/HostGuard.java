/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.store.HostIdentity;
import dev.longshore.events.HostAlive;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that no two machines answer to one host name: they would both run its stacks. Whoever is established answers a stranger's
 * heartbeat with one of its own at once; whoever hears a stranger shortly after its own first heartbeat is the newcomer, and gives way.
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

    /** A heartbeat was on the log. */
    synchronized void heard(HostAlive alive) {
        if (over || !alive.host().equals(identity.host()) || alive.hostId().equals(identity.id())) {
            return;
        }
        boolean newcomer = nanoTime.getAsLong() - since < NEWCOMER.toNanos();
        log.atError()
                .addKeyValue("host", identity.host())
                .addKeyValue("otherHostId", alive.hostId())
                .addKeyValue("reason", "host.duplicate")
                .log(
                        newcomer
                                ? "another machine is the applier of this host name; give this one another host: and restart it"
                                : "another machine has come up under this host name; give that one another host:");
        if (newcomer) {
            over = true;
            giveWay.run();
        } else {
            answer.run();
        }
    }
}
