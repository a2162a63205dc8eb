/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.Event;
import dev.longshore.events.EventMeta;
import java.time.Instant;

/**
 * An event as the fold sees it.
 *
 * @param appended when the broker took it: the only clock that all hosts share
 */
record Observation(EventMeta meta, Event event, Instant appended) {}
