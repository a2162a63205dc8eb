/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** Keeps from a server what is no HTTP, or too much of it, or too slow. */
public final class HttpGuard {
    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private final HeaderDeadline deadline;
    private final Handler<HttpServerRequest> requests;
    private final BiConsumer<HttpServerRequest, Refusal> refuse;

    /**
     * @param headerTimeout from a connection's opening, or its last answer, to the end of the next header block
     * @param requests takes those with a well-formed path
     * @param refuse answers the others
     */
    public HttpGuard(
            Vertx vertx,
            Duration headerTimeout,
            Handler<HttpServerRequest> requests,
            BiConsumer<HttpServerRequest, Refusal> refuse) {
        this.deadline = new HeaderDeadline(vertx, headerTimeout, ServerSettings.MAX_CONNECTIONS);
        this.requests = requests;
        this.refuse = refuse;
    }

    /** Puts itself before a server that does not listen yet. */
    public HttpServer guard(HttpServer server) {
        return server.connectionHandler(deadline::opened)
                .requestHandler(this::route)
                .invalidRequestHandler(this::unparsable);
    }

    /** For a request line that only looks like one. */
    public static Refusal malformed() {
        return Refusal.badRequest("the request line is malformed");
    }

    private void route(HttpServerRequest request) {
        deadline.requested(request.connection());
        request.response().endHandler(answered -> deadline.answered(request.connection()));
        if (request.path() == null || BROKEN_ESCAPE.matcher(request.path()).find()) {
            refuse.accept(request, malformed());
        } else {
            requests.handle(request);
        }
    }

    private void unparsable(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        Refusal refusal = Refusal.badRequest("this is not a valid HTTP request");
        if (cause instanceof TooLongHttpHeaderException) {
            refusal = Refusal.headersTooLarge();
        } else if (cause instanceof TooLongHttpLineException) {
            refusal = Refusal.requestLineTooLong();
        }
        request.response().putHeader("Connection", "close");
        refuse.accept(request, refusal);
    }
}
