/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.kafka.UnpublishedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time for which a partition of {@code longshore.sync} is ours, from its assignment to its revocation. Confined to the syncer's Vert.x
 * context.
 */
final class Tenure {
    private static final Logger log = LoggerFactory.getLogger(Tenure.class);
    /** Longer than it takes to be told that the partition has been given to somebody else. */
    private static final long PAUSE_WHEN_FENCED_MS = 2000;

    private final Vertx vertx;
    private final int partition;
    private final Fencing fencing;
    private Future<Announcer> announcer;
    private boolean over;

    Tenure(Vertx vertx, int partition, Fencing fencing) {
        this.vertx = vertx;
        this.partition = partition;
        this.fencing = fencing;
        this.announcer = fencing.open(partition, this::isOver);
    }

    /** Who publishes now. It comes when everybody before has been fenced and the log is known; never, if the tenure ends before. */
    Future<Announcer> announcer() {
        return announcer;
    }

    /** What this announcer could not publish may be on the log, or not: the next one has to find out first. */
    void renew(Announcer broken, UnpublishedException cause) {
        if (over || announcer.result() != broken) {
            return;
        }
        if (cause.isFenced()) {
            log.atWarn().addKeyValue("partition", partition).log("fenced by another syncer; nothing was published");
            announcer = vertx.timer(PAUSE_WHEN_FENCED_MS).compose(timer -> fencing.open(partition, this::isOver));
        } else {
            announcer = fencing.open(partition, this::isOver);
        }
    }

    boolean isOver() {
        return over;
    }

    /** Publishes nothing any more; done when that is certain. */
    Future<Void> end() {
        over = true;
        Announcer current = announcer.result();
        return current == null ? Future.succeededFuture() : fencing.close(current);
    }
}
