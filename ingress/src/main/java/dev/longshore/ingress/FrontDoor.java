/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import dev.longshore.events.EventFactory;
import dev.longshore.events.config.IngressConfig;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.ingress.push.RepositoryDirectory;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Finds the endpoint of a request by its path. */
final class FrontDoor {
    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private final Map<String, Endpoint> webhooks = new HashMap<>();
    private final Endpoint unknown = new UnknownEndpoint();
    private final RepositoryDirectory repositories;
    private final BearerTokens tokens;
    private final EventFactory events;
    private final RequestPipeline pipeline;
    private final HeaderDeadline deadline;
    private final Router router;

    FrontDoor(
            Vertx vertx,
            IngressConfig config,
            List<RepositoryConfig> repositories,
            EventFactory events,
            RequestPipeline pipeline,
            Duration headerTimeout) {
        this.repositories = new RepositoryDirectory(repositories);
        this.tokens = new BearerTokens(config.apiTokens());
        this.events = events;
        this.pipeline = pipeline;
        this.deadline = new HeaderDeadline(vertx, headerTimeout);
        config.webhooks()
                .values()
                .forEach(webhook ->
                        webhooks.put(webhook.path(), new WebhookEndpoint(webhook, this.repositories, events)));
        this.router = router(vertx);
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
            pipeline.refuse(request, unknown, malformed());
        } else {
            router.handle(request);
        }
    }

    private Router router(Vertx vertx) {
        Router paths = Router.router(vertx);
        paths.route().handler(this::webhook);
        paths.route("/api/repositories/:name/sync").handler(this::sync);
        paths.route().handler(context -> pipeline.handle(context.request(), unknown));
        paths.errorHandler(400, context -> refuse(context, malformed()));
        paths.errorHandler(404, context -> refuse(context, Refusal.notFound("nothing is configured at this path")));
        paths.errorHandler(500, context -> refuse(context, Refusal.unexpected(context.failure())));
        return paths;
    }

    private void webhook(RoutingContext context) {
        Endpoint endpoint = webhooks.get(context.normalizedPath());
        if (endpoint == null) {
            context.next();
        } else {
            pipeline.handle(context.request(), endpoint);
        }
    }

    private void sync(RoutingContext context) {
        String name = context.pathParam("name");
        pipeline.handle(context.request(), new SyncEndpoint(name, tokens, repositories, events));
    }

    private static Refusal malformed() {
        return Refusal.badRequest("the request line is malformed");
    }

    private void refuse(RoutingContext context, Refusal refusal) {
        pipeline.refuse(context.request(), unknown, refusal);
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
        pipeline.refuse(request, unknown, refusal);
    }
}
