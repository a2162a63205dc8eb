/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.longshore.events.EventJson;
import dev.longshore.events.Text;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a Git host answered.
 *
 * @param json missing when the body is no JSON
 */
record Answer(int status, MultiMap headers, JsonNode json) {
    private static final int MESSAGE = 200;

    static Answer of(int status, MultiMap headers, Buffer body) {
        return new Answer(status, headers, json(body));
    }

    private static JsonNode json(Buffer body) {
        try {
            JsonNode read = EventJson.MAPPER.readTree(body.getBytes());
            return read == null ? MissingNode.getInstance() : read;
        } catch (IOException e) {
            return MissingNode.getInstance(); // a proxy's page, say; the status tells enough
        }
    }

    boolean isGood() {
        return status >= 200 && status < 300;
    }

    /** A header, null if it is not there. */
    @Nullable
    String header(String name) {
        return headers.get(name);
    }

    /** The host's own words, printable and short; empty for none. */
    String message() {
        JsonNode message = json.path("message");
        JsonNode said = message.isMissingNode() ? json.path("error") : message;
        String text = said.isValueNode() ? said.asText() : said.toString();
        return Text.firstLine(text, MESSAGE);
    }

    boolean says(String words) {
        return message().toLowerCase(Locale.ROOT).contains(words);
    }

    /** Whether a list goes on on another page, of which this one has {@code got} elements and may have {@code size}. */
    boolean hasMore(int got, int size) {
        String link = header("Link");
        return link == null ? got >= size : link.contains("rel=\"next\"");
    }
}
