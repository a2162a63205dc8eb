/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.longshore.events.EventJson;
import dev.longshore.events.http.Page;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/** Answers with the JSON that the command prints. */
final class JsonPage {
    private JsonPage() {}

    /** @param content of our own records */
    static Page of(Object content, Map<String, String> headers) {
        try {
            return new Page(
                    200, "application/json", headers, Buffer.buffer(EventJson.MAPPER.writeValueAsBytes(content)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("this cannot be written as JSON: " + content.getClass(), e);
        }
    }
}
