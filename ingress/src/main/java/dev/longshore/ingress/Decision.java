/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.events.Envelope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an authenticated request leads to. */
sealed interface Decision {
    /**
     * Answer 202 once the log has all of these.
     *
     * @param admissions what must be on the log before the events are; often none
     * @param events at least one
     * @param deliveryId null where the sender gave none
     */
    record Publish(
            List<? extends Envelope<?>> admissions,
            List<? extends Envelope<?>> events,
            @Nullable String deliveryId) implements Decision {
        public Publish {
            admissions = List.copyOf(admissions);
            events = List.copyOf(events);
        }
    }

    /** Answer 202 at once. */
    record Ignore(String reason, @Nullable String deliveryId) implements Decision {}

    /** Answer 200 with this. */
    record Reply(ObjectNode body) implements Decision {}
}
