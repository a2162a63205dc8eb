/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.verify;

import io.vertx.core.MultiMap;

/** A request as it came. Its bytes are not copied: nobody writes to them. */
public final class Delivery {
    private final MultiMap headers;
    private final byte[] body;
    private final byte[] json;

    /**
     * @param body the exact bytes
     * @param json where the event is: the body itself, or what a form carries as {@code payload}
     */
    public Delivery(MultiMap headers, byte[] body, byte[] json) {
        this.headers = headers;
        this.body = body;
        this.json = json;
    }

    MultiMap headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }

    byte[] json() {
        return json;
    }
}
