/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.events.EventJson;
import dev.longshore.reconciler.notify.Message;
import dev.longshore.reconciler.notify.Notice;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message as a CloudEvent, {@code dev.longshore.notification.v1}. The same message gives the same event. */
final class NotificationEvents {
    static final String TYPE = "dev.longshore.notification.v1";

    private final String source;

    /** @param source {@code /longshore/reconciler/<host>} */
    NotificationEvents(String source) {
        this.source = source;
    }

    CloudEvent event(Message message) {
        Notice first = message.first();
        List<String> subjects =
                message.notices().stream().map(Notice::subject).distinct().toList();
        CloudEventBuilder event = CloudEventBuilder.v1()
                .withId(message.id())
                .withSource(URI.create(source))
                .withType(TYPE)
                .withTime(first.time().atOffset(ZoneOffset.UTC))
                .withData("application/json", data(message))
                .withExtension("traceparent", first.envelope().meta().traceparent())
                .withExtension("correlationid", first.envelope().meta().correlationId())
                .withExtension("causationid", first.envelope().id());
        return (subjects.size() == 1 ? event.withSubject(subjects.get(0)) : event).build();
    }

    /** In structured mode. */
    static byte[] json(CloudEvent event) {
        return new JsonFormat().serialize(event);
    }

    private static byte[] data(Message message) {
        Wording wording = new Wording(message, null, null);
        ObjectNode data = EventJson.MAPPER
                .createObjectNode()
                .put("severity", message.severity().text())
                .put("title", wording.title())
                .put("text", wording.text());
        message.notices().forEach(notice -> data.withArray("notices").add(notice(notice)));
        try {
            return EventJson.MAPPER.writeValueAsBytes(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON cannot be written as JSON", e);
        }
    }

    private static ObjectNode notice(Notice notice) {
        ObjectNode json = EventJson.MAPPER
                .createObjectNode()
                .put("type", notice.type())
                .put("severity", notice.severity().text());
        put(json, "repository", notice.where().repository());
        put(json, "stack", notice.where().stack());
        put(json, "host", notice.where().host());
        put(json, "revision", notice.revision());
        put(json, "reason", notice.reason());
        json.put("message", notice.message())
                .put("time", notice.time().toString())
                .put("eventId", notice.id())
                .set("event", EventJson.MAPPER.valueToTree(notice.envelope().event()));
        return json;
    }

    private static void put(ObjectNode json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value.toString());
        }
    }
}
