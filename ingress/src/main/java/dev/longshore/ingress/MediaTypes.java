/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;

/** Which bodies are read at all: JSON, as it is. Nothing is inflated: that would be work done for a stranger. */
final class MediaTypes {
    private MediaTypes() {}

    static void requireJson(MultiMap headers) throws Refusal {
        requirePlain(headers);
        List<String> types = headers.getAll("Content-Type");
        if (types.size() != 1 || !mediaType(types.get(0)).equals("application/json")) {
            throw Refusal.mediaType("the Content-Type must be application/json");
        }
    }

    static void requirePlain(MultiMap headers) throws Refusal {
        for (String encoding : headers.getAll("Content-Encoding")) {
            if (!encoding.isBlank() && !encoding.trim().equalsIgnoreCase("identity")) {
                throw Refusal.mediaType("compressed bodies are not read; send it without Content-Encoding");
            }
        }
    }

    private static String mediaType(String contentType) {
        int parameters = contentType.indexOf(';');
        String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return type.trim().toLowerCase(Locale.ROOT);
    }
}
