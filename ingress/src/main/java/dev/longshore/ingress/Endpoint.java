/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import dev.longshore.events.http.Refusal;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;

/** Something requests are sent to. Safe for use by many threads. */
interface Endpoint {
    /** The name in metrics and logs: of a webhook, or a fixed word. */
    String name();

    /** Who sends here, for metrics: a provider of the configuration, or {@code none}. */
    default String provider() {
        return "none";
    }

    /** Refuses, on the event loop and before the body is read, what no body could make right. */
    void admit(HttpMethod method, MultiMap headers) throws Refusal;

    /** Authenticates and filters. Reads secrets from files and parses the body: runs on a worker. */
    Decision decide(MultiMap headers, byte[] body) throws Refusal;
}
