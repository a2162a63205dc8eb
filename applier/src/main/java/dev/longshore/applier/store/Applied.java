/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.store;

import dev.longshore.events.EventMeta;
import dev.longshore.events.RevisionEvent;
import java.util.Map;

/**
 * A revision that passed its gate.
 *
 * @param meta of the event that asked for it: drift of it belongs to that chain
 * @param project the Compose project it runs as
 * @param images id ({@code sha256:…}) of the image that passed, by service; empty if an older version wrote this
 */
public record Applied(EventMeta meta, RevisionEvent.Changed event, String project, Map<String, String> images) {
    public Applied {
        images = images == null ? Map.of() : Map.copyOf(images);
    }

    public long generation() {
        return event.generation();
    }
}
