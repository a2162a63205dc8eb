/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import dev.longshore.events.http.HttpGuard;
import dev.longshore.events.http.Refusal;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;

/** Finds the endpoint of a request by its path. */
final class FrontDoor {
    private final Endpoint unknown = new UnknownEndpoint();
    private final RequestPipeline pipeline;
    private final HttpGuard guard;
    private volatile Routes routes;

    FrontDoor(Vertx vertx, Routes routes, RequestPipeline pipeline, Duration headerTimeout) {
        this.routes = routes;
        this.pipeline = pipeline;
        this.guard = new HttpGuard(vertx, headerTimeout, router(vertx), this::refuse);
    }

    /** From the next request on these hold. */
    void replace(Routes newer) {
        routes = newer;
    }

    /** Puts this door into a server that does not listen yet. */
    HttpServer guard(HttpServer server) {
        return guard.guard(server);
    }

    private Router router(Vertx vertx) {
        Router paths = Router.router(vertx);
        paths.route().handler(this::webhook);
        paths.route("/api/repositories").handler(context -> handle(context, routes.repositories()));
        paths.route("/api/repositories/:name/sync")
                .handler(context -> handle(context, routes.sync(context.pathParam("name"))));
        paths.route().handler(context -> handle(context, unknown));
        paths.errorHandler(400, context -> refuse(context.request(), HttpGuard.malformed()));
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

    private void refuse(HttpServerRequest request, Refusal refusal) {
        pipeline.refuse(request, unknown, routes.terms(), refusal);
    }
}
