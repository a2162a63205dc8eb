/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.cdevents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.events.EventJson;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A CDEvent of any type (https://github.com/cdevents/spec/blob/v0.5.1/spec.md). What is special to a type is the subject's content.
 *
 * @param customData an object, or text in Base64; null if there is none
 */
public record CdEvent(
        Context context,
        Subject subject,
        @Nullable JsonNode customData,
        @Nullable String customDataContentType) {
    public static final String SPEC_VERSION = "0.5.1";

    /** Nothing is lost without a word: a field that the specification does not have is an error. */
    private static final JsonMapper MAPPER = EventJson.MAPPER
            .rebuild()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
            .build();

    public CdEvent {
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(subject, "subject");
    }

    /**
     * What all types have.
     *
     * @param source URI reference of the context in which it happened
     * @param type with its version, such as {@code dev.cdevents.service.deployed.0.3.0}
     * @param schemaUri of a schema that it follows besides its own; null if there is none
     * @param chainId what all events of a chain share; null if it is of none
     * @param links to other events of the chain; null if there are none
     */
    public record Context(
            String specversion,
            String id,
            String source,
            String type,
            OffsetDateTime timestamp,
            @Nullable String schemaUri,
            @Nullable String chainId,
            @Nullable List<Link> links) {
        public Context {
            Objects.requireNonNull(specversion, "context.specversion");
            Objects.requireNonNull(id, "context.id");
            Objects.requireNonNull(source, "context.source");
            Objects.requireNonNull(type, "context.type");
            Objects.requireNonNull(timestamp, "context.timestamp");
            links = links == null ? null : List.copyOf(links);
        }
    }

    /**
     * What it is about.
     *
     * @param source where the subject is; null for the context's
     * @param content as the type's schema says
     */
    public record Subject(String id, @Nullable String source, ObjectNode content) {
        public Subject {
            Objects.requireNonNull(id, "subject.id");
            Objects.requireNonNull(content, "subject.content");
        }
    }

    /**
     * Reads one.
     *
     * @throws IOException if it is not JSON, or not a CDEvent
     */
    public static CdEvent parse(byte[] json) throws IOException {
        return MAPPER.readValue(json, CdEvent.class);
    }

    /** The same event is the same bytes. */
    public byte[] json() {
        try {
            return MAPPER.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a CDEvent cannot be written as JSON", e);
        }
    }
}
