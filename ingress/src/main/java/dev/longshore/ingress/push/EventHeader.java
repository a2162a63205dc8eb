/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

import io.vertx.core.MultiMap;
import java.util.List;

/** The header in which a provider names the event. */
final class EventHeader {
    private EventHeader() {}

    /** Its value. */
    static String read(MultiMap headers, String name) throws UnusablePayloadException {
        List<String> events = headers.getAll(name);
        if (events.size() != 1 || events.get(0).isBlank()) {
            throw new UnusablePayloadException("there must be one " + name + " header");
        }
        return events.get(0).trim();
    }
}
