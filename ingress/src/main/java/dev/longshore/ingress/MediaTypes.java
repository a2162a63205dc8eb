/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import dev.longshore.events.http.Refusal;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;

/** Which bodies are read at all: JSON, or a form with JSON in it, as they are. Nothing is inflated: that would be work done for a stranger. */
final class MediaTypes {
    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";

    private MediaTypes() {}

    static void requireJson(MultiMap headers) throws Refusal {
        requirePlain(headers);
        if (!mediaType(headers).equals(JSON)) {
            throw Refusal.mediaType("the Content-Type must be " + JSON);
        }
    }

    static void requireJsonOrForm(MultiMap headers) throws Refusal {
        requirePlain(headers);
        if (!mediaType(headers).equals(JSON) && !isForm(headers)) {
            throw Refusal.mediaType("the Content-Type must be " + JSON + " or " + FORM);
        }
    }

    static boolean isForm(MultiMap headers) {
        return mediaType(headers).equals(FORM);
    }

    static void requirePlain(MultiMap headers) throws Refusal {
        for (String encoding : headers.getAll("Content-Encoding")) {
            if (!encoding.isBlank() && !encoding.trim().equalsIgnoreCase("identity")) {
                throw Refusal.mediaType("compressed bodies are not read; send it without Content-Encoding");
            }
        }
    }

    private static String mediaType(MultiMap headers) {
        List<String> types = headers.getAll("Content-Type");
        return types.size() == 1 ? mediaType(types.get(0)) : "";
    }

    private static String mediaType(String contentType) {
        int parameters = contentType.indexOf(';');
        String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return type.trim().toLowerCase(Locale.ROOT);
    }
}
