/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import dev.longshore.events.Envelope;
import dev.longshore.events.kafka.Position;
import io.vertx.core.Future;

/** Where accepted events go; {@code publisher::publish} outside tests. */
@FunctionalInterface
public interface EventSink {
    /** Succeeds only once the event is safely on the log. */
    Future<Position> publish(Envelope<?> envelope);
}
