/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

/** An event with its attributes: one whole CloudEvent. */
public record Envelope<E extends Event>(EventMeta meta, E event) {
    public String id() {
        return meta.id();
    }

    public EventType type() {
        return EventType.of(event);
    }
}
