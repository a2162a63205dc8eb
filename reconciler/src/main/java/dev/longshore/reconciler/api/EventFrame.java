/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.api;

import dev.longshore.events.Envelope;
import dev.longshore.events.EventCodec;
import dev.longshore.events.Topic;
import io.cloudevents.jackson.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/** What a stream is made of (Server-Sent Events, WHATWG HTML section 9.2). */
final class EventFrame {
    /** Type of the event that says that others are missing. */
    static final String GAP = "longshore.gap";

    private EventFrame() {}

    /** One event; JSON has no line breaks in it. */
    static String of(Envelope<?> envelope, String id) {
        byte[] json = new JsonFormat().serialize(EventCodec.encode(envelope));
        return "id: " + id + "\nevent: " + envelope.type().type() + "\ndata: "
                + new String(json, StandardCharsets.UTF_8) + "\n\n";
    }

    /** How soon to come back; and where to go on from, also for those who see no event. */
    static String preamble(String id, long retryMs) {
        return "retry: " + retryMs + "\n" + bookmark(id);
    }

    static String gap(Set<Topic> topics, String id) {
        String names =
                topics.stream().map(topic -> '"' + topic.topicName() + '"').collect(Collectors.joining(","));
        return "id: " + id + "\nevent: " + GAP + "\ndata: {\"topics\":[" + names
                + "],\"message\":\"events since your last one are not kept any more; this goes on with the oldest there are\"}"
                + "\n\n";
    }

    /** Something to send when there is nothing to say. */
    static String keepAlive(String id) {
        return ": keep-alive\n" + bookmark(id);
    }

    /** A frame without data is no event to the reader, but sets its last event id. */
    private static String bookmark(String id) {
        return "id: " + id + "\n\n";
    }
}
