/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.events.Envelope;
import dev.longshore.events.EventJson;
import dev.longshore.events.EventMeta;
import dev.longshore.events.EventType;

/**
 * An event that is decided but perhaps not yet on the log. Sent again after a crash it is the same event: same id, same time.
 *
 * @param type the CloudEvents type
 */
public record OutgoingEvent(EventMeta meta, String type, JsonNode data) {
    public static OutgoingEvent of(Envelope<?> envelope) {
        return new OutgoingEvent(
                envelope.meta(), envelope.type().type(), EventJson.MAPPER.valueToTree(envelope.event()));
    }

    boolean isResult() {
        return EventType.ofType(type)
                .filter(known -> known != EventType.DEPLOYMENT_STARTED
                        && known != EventType.DRIFT_DETECTED
                        && known != EventType.DRIFT_CORRECTED)
                .isPresent();
    }

    /** @throws IllegalStateException if an older or newer version wrote what this one does not know */
    public Envelope<?> envelope() {
        EventType known = EventType.ofType(type)
                .orElseThrow(() -> new IllegalStateException("an event of unknown type waits to be sent: " + type));
        try {
            return new Envelope<>(meta, EventJson.MAPPER.treeToValue(data, known.data()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event that waits to be sent cannot be read: " + type, e);
        }
    }
}
