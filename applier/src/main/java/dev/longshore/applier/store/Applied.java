/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.store;

import dev.longshore.events.EventMeta;
import dev.longshore.events.RevisionEvent;

/**
 * A revision that passed its gate.
 *
 * @param meta of the event that asked for it: drift of it belongs to that chain
 * @param project the Compose project it runs as
 */
public record Applied(EventMeta meta, RevisionEvent.Changed event, String project) {
    public long generation() {
        return event.generation();
    }
}
