/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** What the body of a request is made of, and how a value is kept from breaking out of its place in it. */
public enum BodyFormat {
    JSON {
        @Override
        public String escape(String value) {
            return new String(JsonStringEncoder.getInstance().quoteAsString(value));
        }
    },
    FORM {
        @Override
        public String escape(String value) {
            return URLEncoder.encode(value, StandardCharsets.UTF_8);
        }
    },
    TEXT {
        @Override
        public String escape(String value) {
            return value;
        }
    };

    private static final ObjectMapper STRICT =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    public abstract String escape(String value);

    /** Of a content type. */
    public static BodyFormat of(String contentType) {
        String type = contentType.replaceFirst(";.*", "").strip();
        if (type.equals("application/json") || type.endsWith("+json")) {
            return JSON;
        }
        return type.equals("application/x-www-form-urlencoded") ? FORM : TEXT;
    }

    /** Throws {@link IllegalArgumentException} if what becomes of the template is not of this format. */
    void check(Template template) {
        if (this == JSON) {
            Map<String, String> sample = Template.PLACEHOLDERS.stream()
                    .collect(Collectors.toMap(name -> name, name -> name.equals("count") ? "1" : "x"));
            try {
                STRICT.readTree(template.fill(sample, this::escape));
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(
                        "is not JSON when filled in (" + e.getOriginalMessage()
                                + "); put placeholders between quotes, or give another contentType",
                        e);
            }
        }
    }
}
