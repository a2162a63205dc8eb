/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.IdentityHashMap;

/** Closes connections that wait too long for a whole header block, however steadily it trickles in. Lives on one event loop. */
final class HeaderDeadline {
    private final Vertx vertx;
    private final long timeoutMs;
    private final int maxConnections;
    private int open;
    private final IdentityHashMap<HttpConnection, Long> timers = new IdentityHashMap<>();

    /** @param maxConnections open at once; one more is closed at once */
    HeaderDeadline(Vertx vertx, Duration timeout, int maxConnections) {
        this.maxConnections = maxConnections;
        this.vertx = vertx;
        this.timeoutMs = timeout.toMillis();
    }

    void opened(HttpConnection connection) {
        open++;
        connection.closeHandler(closed -> {
            open--;
            disarm(connection);
        });
        if (open > maxConnections) {
            connection.close();
        } else {
            arm(connection);
        }
    }

    /** A request's headers are complete; {@code answered} must follow. */
    void requested(HttpConnection connection) {
        disarm(connection);
    }

    /** A request is answered: the next one's headers are awaited. */
    void answered(HttpConnection connection) {
        disarm(connection);
        arm(connection);
    }

    private void arm(HttpConnection connection) {
        timers.put(connection, vertx.setTimer(timeoutMs, id -> expire(connection)));
    }

    private void expire(HttpConnection connection) {
        timers.remove(connection);
        connection.close();
    }

    private void disarm(HttpConnection connection) {
        Long timer = timers.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }
}
