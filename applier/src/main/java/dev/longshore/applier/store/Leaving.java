/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.store;

import dev.longshore.events.EventMeta;
import java.util.List;

/**
 * The stack is to be taken down.
 *
 * @param meta attributes of the event that said so
 * @param reason stable code, for what
 * @param places where it may have something that runs
 */
public record Leaving(EventMeta meta, long generation, String reason, List<String> places) {
    public Leaving {
        places = List.copyOf(places);
    }
}
