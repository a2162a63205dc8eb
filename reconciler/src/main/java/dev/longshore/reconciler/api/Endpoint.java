/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.api;

import dev.longshore.events.http.Page;
import dev.longshore.events.http.Refusal;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** What a path answers to {@code GET} and {@code HEAD}, once the reader's token is known to be good. */
interface Endpoint {
    /** For the metric: one of a few words. */
    String name();

    /** On a worker: it may block. */
    Reply answer(Query query) throws Refusal;

    /** What the reader gets. */
    sealed interface Reply {
        /** All of it. */
        record Whole(Page page) implements Reply {}

        /** The beginning of something. {@code start} is called on the event loop, exactly once. */
        record Streamed(Consumer<HttpServerRequest> start) implements Reply {}
    }
}
