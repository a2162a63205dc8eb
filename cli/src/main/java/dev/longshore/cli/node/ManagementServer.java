/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.node;

import dev.longshore.events.config.ManagementConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /health/live}, {@code /health/ready} and {@code /metrics} of one process. */
final class ManagementServer {
    private final Vertx vertx;
    private final ManagementConfig config;
    private final PrometheusMeterRegistry metrics;
    private final Supplier<Map<Service, Boolean>> readiness;
    private @Nullable HttpServer server;

    ManagementServer(
            Vertx vertx,
            ManagementConfig config,
            PrometheusMeterRegistry metrics,
            Supplier<Map<Service, Boolean>> readiness) {
        this.vertx = vertx;
        this.config = config;
        this.metrics = metrics;
        this.readiness = readiness;
    }

    Future<Void> start() {
        return vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(config.listen().port(), config.listen().host())
                .onSuccess(listening -> server = listening)
                .<Void>mapEmpty()
                .recover(failure -> Future.failedFuture(new IOException(
                        "management.listen: cannot listen on " + config.listen() + " (" + failure.getMessage()
                                + "); is something else using that port?",
                        failure)));
    }

    int port() {
        return server == null ? 0 : server.actualPort();
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (!Set.of(HttpMethod.GET, HttpMethod.HEAD).contains(request.method())) {
            response.setStatusCode(405).putHeader("Allow", "GET, HEAD").end();
            return;
        }
        switch (request.path()) {
            case "/health/live" -> json(response, 200, new JsonObject().put("status", "up"));
            case "/health/ready" -> ready(response);
            case "/metrics" ->
                response.putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                        .end(metrics.scrape());
            default -> response.setStatusCode(404).end();
        }
    }

    private void ready(HttpServerResponse response) {
        JsonObject services = new JsonObject();
        Map<Service, Boolean> now = readiness.get();
        now.forEach((service, ready) ->
                services.put(service.name().toLowerCase(Locale.ROOT), ready ? "ready" : "starting"));
        boolean all = !now.isEmpty() && now.values().stream().allMatch(ready -> ready);
        json(
                response,
                all ? 200 : 503,
                new JsonObject().put("status", all ? "ready" : "starting").put("services", services));
    }

    private static void json(HttpServerResponse response, int status, JsonObject body) {
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(body.encode());
    }
}
