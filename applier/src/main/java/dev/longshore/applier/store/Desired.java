/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.store;

import dev.longshore.events.EventMeta;
import dev.longshore.events.RevisionEvent;

/** What the log last said this host should run, with the attributes of that event: what comes of it refers to them. */
public record Desired(EventMeta meta, RevisionEvent.Changed event) {
    public long generation() {
        return event.generation();
    }

    /** The same under another generation. */
    Desired at(long generation) {
        return new Desired(meta, at(event, generation));
    }

    static RevisionEvent.Changed at(RevisionEvent.Changed event, long generation) {
        return new RevisionEvent.Changed(
                event.stack(),
                event.spec(),
                event.revision(),
                generation,
                event.treeDigest(),
                event.commit(),
                event.bundle(),
                event.forced());
    }
}
