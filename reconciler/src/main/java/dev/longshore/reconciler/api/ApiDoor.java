/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.api;

import dev.longshore.events.Text;
import dev.longshore.events.http.BearerTokens;
import dev.longshore.events.http.HttpGuard;
import dev.longshore.events.http.Page;
import dev.longshore.events.http.Refusal;
import dev.longshore.events.http.Responder;
import dev.longshore.events.http.UnauthorizedLog;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The way of every request: find the endpoint by the path, bound, authenticate, answer. */
final class ApiDoor {
    private static final Logger log = LoggerFactory.getLogger(ApiDoor.class);
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private final WorkerExecutor workers;
    private final ApiLimits limits;
    private final ApiMetrics metrics;
    private final Responder responder;
    private final HttpGuard guard;
    private final Router router;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final UnauthorizedLog lines = new UnauthorizedLog(System::nanoTime);
    private volatile BearerTokens tokens;

    ApiDoor(Vertx vertx, WorkerExecutor workers, BearerTokens tokens, ApiLimits limits, ApiMetrics metrics) {
        this.workers = workers;
        this.tokens = tokens;
        this.limits = limits;
        this.metrics = metrics;
        this.responder = new Responder(vertx);
        this.router = Router.router(vertx);
        this.guard = new HttpGuard(
                vertx, limits.headerTimeout(), router, (request, refusal) -> refuse(request, "unknown", refusal));
        router.errorHandler(400, context -> refuse(context.request(), "unknown", HttpGuard.malformed()));
        router.errorHandler(404, context -> refuse(context.request(), "unknown", nothing()));
        router.errorHandler(
                500, context -> refuse(context.request(), "unknown", Refusal.unexpected(context.failure())));
    }

    /**
     * Answers a path and all below it.
     *
     * @param prefix without a slash at its end
     */
    ApiDoor with(String prefix, Endpoint endpoint) {
        router.route(prefix).handler(context -> handle(context, endpoint, ""));
        router.route(prefix + "/*").handler(context -> {
            String path = context.normalizedPath();
            handle(context, endpoint, path.substring(Math.min(path.length(), prefix.length() + 1)));
        });
        return this;
    }

    /** Puts this door into a server that does not listen yet. */
    HttpServer guard(HttpServer server) {
        return guard.guard(server);
    }

    /** From the next request on these hold. */
    void admit(BearerTokens newer) {
        tokens = newer;
    }

    private void handle(RoutingContext context, Endpoint endpoint, String rest) {
        HttpServerRequest request = context.request();
        try {
            requireReading(request);
            Query query =
                    new Query(rest, request.method().equals(HttpMethod.HEAD), request.headers(), context.queryParams());
            enter();
            BearerTokens admitted = tokens;
            workers.executeBlocking(
                            () -> {
                                admitted.require(query.headers());
                                return endpoint.answer(query);
                            },
                            false)
                    .onComplete(done -> inFlight.decrementAndGet())
                    .onSuccess(reply -> reply(request, endpoint, reply))
                    .onFailure(failure -> refuse(request, endpoint.name(), refusal(failure)));
        } catch (Refusal refusal) {
            refuse(request, endpoint.name(), refusal);
        }
    }

    private static void requireReading(HttpServerRequest request) throws Refusal {
        if (!READING.contains(request.method())) {
            throw Refusal.method("GET, HEAD");
        }
        if (Responder.hasBody(request)) {
            throw Refusal.badRequest("a request that only reads has no body");
        }
    }

    private void enter() throws Refusal {
        if (inFlight.incrementAndGet() > limits.maxRequests()) {
            inFlight.decrementAndGet();
            throw Refusal.tooMany();
        }
    }

    private void reply(HttpServerRequest request, Endpoint endpoint, Endpoint.Reply reply) {
        if (reply instanceof Endpoint.Reply.Whole whole) {
            metrics.answered(endpoint.name(), whole.page().status());
            responder.send(request, whole.page());
        } else {
            metrics.answered(endpoint.name(), 200);
            ((Endpoint.Reply.Streamed) reply).start().accept(request);
        }
    }

    private static Refusal refusal(Throwable failure) {
        return failure instanceof Refusal expected ? expected : Refusal.unexpected(failure);
    }

    private static Refusal nothing() {
        return Refusal.notFound(
                "there is /api/status, /api/status/{stack}, /api/stacks/{stack}/explain and /api/events");
    }

    private void refuse(HttpServerRequest request, String endpoint, Refusal refusal) {
        metrics.answered(endpoint, refusal.status());
        OptionalLong suppressed = lines.next(endpoint + refusal.status());
        if (suppressed.isPresent()) {
            log.atLevel(refusal.status() == 500 ? Level.ERROR : Level.INFO)
                    .addKeyValue("endpoint", endpoint)
                    .addKeyValue("client", String.valueOf(request.remoteAddress()))
                    .addKeyValue("status", refusal.status())
                    .addKeyValue("reason", Text.firstLine(refusal.detail(), 300))
                    .addKeyValue("suppressed", suppressed.getAsLong())
                    .setCause(refusal.status() == 500 ? refusal.getCause() : null)
                    .log("request refused");
        }
        responder.send(request, Page.problem(refusal));
    }
}
