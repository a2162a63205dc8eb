/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Between an {@link Envelope} and its CloudEvent (CloudEvents 1.0.2), both ways. */
public final class EventCodec {
    private static final String SCHEMAS = "https://longshore.dev/schema/";

    private EventCodec() {}

    public static CloudEvent encode(Envelope<?> envelope) {
        EventMeta meta = envelope.meta();
        CloudEventBuilder event = CloudEventBuilder.v1()
                .withId(meta.id())
                .withSource(URI.create(meta.source()))
                .withType(envelope.type().type())
                .withSubject(envelope.event().subject())
                .withTime(OffsetDateTime.ofInstant(meta.time(), ZoneOffset.UTC))
                .withDataSchema(URI.create(SCHEMAS + envelope.type().shortName() + ".v1.json"))
                .withData("application/json", json(envelope.event()))
                .withExtension("traceparent", meta.traceparent())
                .withExtension("correlationid", meta.correlationId());
        if (meta.causationId() != null) {
            event.withExtension("causationid", meta.causationId());
        }
        return event.build();
    }

    private static byte[] json(Event event) {
        try {
            return EventJson.MAPPER.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("this event cannot be written as JSON: " + event.getClass(), e);
        }
    }

    /**
     * The envelope of a CloudEvent. Where the sender left out what only Longshore sets (time, trace, correlation), it is filled in.
     *
     * @param arrived when the record was appended to the log: the time of an event without one
     * @throws UndecodableException with {@code decode.type} for a type or version we do not know, {@code decode.schema} for data that is not of it
     */
    public static Envelope<?> decode(CloudEvent cloudEvent, Instant arrived) throws UndecodableException {
        EventType type = EventType.ofType(cloudEvent.getType())
                .orElseThrow(() -> new UndecodableException(
                        "decode.type", "unknown event type " + Text.printable(cloudEvent.getType(), 100)));
        return new Envelope<>(meta(cloudEvent, arrived), data(type, cloudEvent.getData()));
    }

    private static Event data(EventType type, @Nullable CloudEventData data) throws UndecodableException {
        if (data == null) {
            throw new UndecodableException("decode.schema", type.shortName() + " has no data");
        }
        try {
            JsonNode json = EventJson.MAPPER.readTree(data.toBytes());
            if (!json.isObject()) {
                throw new UndecodableException("decode.schema", type.shortName() + ": the data is not a JSON object");
            }
            List<String> missing = RequiredFields.missing(type.data(), json);
            if (!missing.isEmpty()) {
                throw new UndecodableException(
                        "decode.schema", type.shortName() + " lacks " + String.join(", ", missing));
            }
            return EventJson.MAPPER.treeToValue(json, type.data());
        } catch (IOException e) {
            throw new UndecodableException("decode.schema", type.shortName() + ": " + explain(e), e);
        }
    }

    private static EventMeta meta(CloudEvent event, Instant arrived) {
        String traceparent = extension(event, "traceparent");
        OffsetDateTime time = event.getTime();
        return new EventMeta(
                event.getId(),
                event.getSource().toString(),
                time == null ? arrived : time.toInstant(),
                traceparent == null ? TraceParent.fresh() : traceparent,
                Objects.requireNonNullElse(extension(event, "correlationid"), event.getId()),
                extension(event, "causationid"));
    }

    private static @Nullable String extension(CloudEvent event, String name) {
        Object value = event.getExtension(name);
        return value == null ? null : value.toString();
    }

    /** What is wrong, and at which path of the data. */
    private static String explain(IOException e) {
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return path(mapping) + ": " + firstLine(mapping.getOriginalMessage());
        }
        return firstLine(e.getMessage());
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return Text.printable(path.toString(), 200);
    }

    private static String firstLine(@Nullable String message) {
        return Text.firstLine(Objects.requireNonNullElse(message, "not JSON"), 300);
    }
}
