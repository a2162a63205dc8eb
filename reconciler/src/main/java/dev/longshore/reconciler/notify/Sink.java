/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify;

import io.vertx.core.Future;

/** Where messages go. A sink is given one message at a time, and the next one after that has been taken. */
public interface Sink {
    /**
     * Sends a message. Done when the receiver has taken it; fails with a {@link DeliveryException}, and with anything else only for a bug,
     * which counts as {@link DeliveryException.Kind#TROUBLE}. The engine gives up waiting after a time of its own.
     */
    Future<Void> send(Message message);

    /** Lets go of connections. */
    default Future<Void> close() {
        return Future.succeededFuture();
    }
}
