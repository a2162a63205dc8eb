/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.cluster;

import dev.longshore.events.DeadLetter;
import dev.longshore.events.EventMeta;
import java.time.Instant;

/**
 * A dead letter with its attributes.
 *
 * @param appended when it was written
 */
public record BuriedLetter(EventMeta meta, Instant appended, DeadLetter letter) {
    public String id() {
        return meta.id();
    }
}
