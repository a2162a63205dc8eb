/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the endpoint of a request by its path. */
final class FrontDoor {
    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private final Endpoint unknown = new UnknownEndpoint();
    private final RequestPipeline pipeline;
    private final HeaderDeadline deadline;
    private final Router router;
    private volatile Routes routes;

    FrontDoor(Vertx vertx, Routes routes, RequestPipeline pipeline, Duration headerTimeout) {
        this.routes = routes;
        this.pipeline = pipeline;
        this.deadline = new HeaderDeadline(vertx, headerTimeout, IngressLimits.MAX_CONNECTIONS);
        this.router = router(vertx);
    }

    /** From the next request on these hold. */
    void replace(Routes newer) {
        routes = newer;
    }

    /** Puts this door into a server that does not listen yet. */
    HttpServer guard(HttpServer server) {
        return server.connectionHandler(deadline::opened)
                .requestHandler(this::route)
                .invalidRequestHandler(this::unparsable);
    }

    private void route(HttpServerRequest request) {
        deadline.requested(request.connection());
        request.response().endHandler(answered -> deadline.answered(request.connection()));
        if (request.path() == null || BROKEN_ESCAPE.matcher(request.path()).find()) {
            refuse(request, malformed());
        } else {
            router.handle(request);
        }
    }

    private Router router(Vertx vertx) {
        Router paths = Router.router(vertx);
        paths.route().handler(this::webhook);
        paths.route("/api/repositories").handler(context -> handle(context, routes.repositories()));
        paths.route("/api/repositories/:name/sync")
                .handler(context -> handle(context, routes.sync(context.pathParam("name"))));
        paths.route().handler(context -> handle(context, unknown));
        paths.errorHandler(400, context -> refuse(context.request(), malformed()));
        paths.errorHandler(
                404, context -> refuse(context.request(), Refusal.notFound("nothing is configured at this path")));
        paths.errorHandler(500, context -> refuse(context.request(), Refusal.unexpected(context.failure())));
        return paths;
    }

    private void webhook(RoutingContext context) {
        Optional<Endpoint> endpoint = routes.webhook(context.normalizedPath());
        if (endpoint.isEmpty()) {
            context.next();
        } else {
            handle(context, endpoint.get());
        }
    }

    private void handle(RoutingContext context, Endpoint endpoint) {
        pipeline.handle(context.request(), endpoint, routes.terms());
    }

    private static Refusal malformed() {
        return Refusal.badRequest("the request line is malformed");
    }

    private void refuse(HttpServerRequest request, Refusal refusal) {
        pipeline.refuse(request, unknown, routes.terms(), refusal);
    }

    /** What is no HTTP, or too much of it. */
    private void unparsable(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        Refusal refusal = Refusal.badRequest("this is not a valid HTTP request");
        if (cause instanceof TooLongHttpHeaderException) {
            refusal = Refusal.headersTooLarge();
        } else if (cause instanceof TooLongHttpLineException) {
            refusal = Refusal.requestLineTooLong();
        }
        request.response().putHeader("Connection", "close");
        refuse(request, refusal);
    }
}
