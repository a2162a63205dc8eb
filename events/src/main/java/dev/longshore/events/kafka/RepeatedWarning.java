/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/** Tells of trouble that keeps coming back (a broker that is away) when it begins, once a minute, and when it is over. Thread-safe. */
public final class RepeatedWarning {
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final Logger log;
    private final String where;
    private final LongSupplier nanoTime;
    private boolean ongoing;
    private long lastTold;

    /** @param where the topic or client the trouble is with */
    public RepeatedWarning(Logger log, String where) {
        this(log, where, System::nanoTime);
    }

    RepeatedWarning(Logger log, String where, LongSupplier nanoTime) {
        this.log = log;
        this.where = where;
        this.nanoTime = nanoTime;
    }

    /** @param message a constant */
    public synchronized void warn(String message, Throwable cause) {
        long now = nanoTime.getAsLong();
        if (ongoing && now - lastTold < QUIET_NANOS) {
            return;
        }
        ongoing = true;
        lastTold = now;
        log.atWarn()
                .addKeyValue("where", where)
                .addKeyValue("reason", cause.toString())
                .log(message);
        log.atDebug().addKeyValue("where", where).setCause(cause).log(message);
    }

    /** @param message a constant, told only if there was trouble */
    public synchronized void over(String message) {
        if (ongoing) {
            ongoing = false;
            log.atInfo().addKeyValue("where", where).log(message);
        }
    }
}
