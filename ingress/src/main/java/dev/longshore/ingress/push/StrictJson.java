/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON object (RFC 8259) of which only some fields matter: the whole text is checked, only those fields are kept, so that a body
 * of 25 MiB does not become a tree of 250. Duplicate keys, other top-level values, trailing text and deep nesting are refused; a byte
 * order mark is skipped.
 */
public final class StrictJson {
    private static final int MAX_DEPTH = 100;
    /** A body of 25 MiB can have twice as many; kept apart by their keys, these would not fit into a small heap. */
    private static final long MAX_TOKENS = 1_000_000;

    private static final int MAX_TEXT = 1 << 20;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxTokenCount(MAX_TOKENS)
                            .maxStringLength(MAX_TEXT)
                            .maxNameLength(MAX_TEXT)
                            .build())
                    .build())
            .build();

    private StrictJson() {}

    /**
     * The object, reduced to its fields of these names.
     *
     * @throws UnusablePayloadException for anything that is not one JSON object
     */
    public static ObjectNode object(byte[] body, Set<String> wanted) throws UnusablePayloadException {
        try (JsonParser parser = MAPPER.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new UnusablePayloadException("the body must be a JSON object");
            }
            ObjectNode object = fields(parser, wanted);
            if (parser.nextToken() != null) {
                throw new UnusablePayloadException("there is more after the JSON object");
            }
            return object;
        } catch (JsonProcessingException e) {
            throw new UnusablePayloadException(
                    "the body is not valid JSON, or has duplicate keys, or is nested deeper than " + MAX_DEPTH
                            + place(e.getLocation()));
        } catch (IOException e) {
            throw new UnusablePayloadException("the body is not text in UTF-8");
        }
    }

    private static ObjectNode fields(JsonParser parser, Set<String> wanted) throws IOException {
        ObjectNode object = MAPPER.createObjectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (wanted.contains(name)) {
                object.set(name, MAPPER.<JsonNode>readTree(parser));
            } else {
                parser.skipChildren();
            }
        }
        return object;
    }

    private static String place(@Nullable JsonLocation location) {
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}
