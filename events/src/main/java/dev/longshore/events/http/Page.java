/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** A whole answer to a request; to {@code HEAD}, only its head is sent. */
public record Page(int status, String contentType, Map<String, String> headers, Buffer body) {
    public Page {
        headers = Map.copyOf(headers);
    }

    public static Page json(int status, Buffer body) {
        return new Page(status, "application/json", Map.of(), body);
    }

    /** Problem details of RFC 9457. */
    public static Page problem(Refusal refusal) {
        JsonObject body = new JsonObject()
                .put("type", "about:blank")
                .put("title", refusal.title())
                .put("status", refusal.status())
                .put("detail", refusal.detail());
        return new Page(refusal.status(), "application/problem+json", refusal.headers(), body.toBuffer());
    }
}
