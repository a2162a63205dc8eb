/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A Git host's REST API over real HTTP, as far as statuses and issues go, with faults on demand. What it keeps outlives a {@link #close}
 * and a second {@link #listen}.
 */
abstract class FakeForge implements AutoCloseable {
    static final String TOKEN = "the-token";

    /** What was asked, as {@code METHOD path?query}. */
    final List<String> requests = new CopyOnWriteArrayList<>();
    /** As the API gives them, oldest first. */
    final List<JsonObject> statuses = new CopyOnWriteArrayList<>();
    /** As the API gives them, oldest first. */
    final List<JsonObject> issues = new CopyOnWriteArrayList<>();

    final Queue<Consumer<HttpServerRequest>> faults = new ConcurrentLinkedQueue<>();
    private final Vertx vertx;
    private @Nullable HttpServer server;
    int pageSize = 50;

    FakeForge(Vertx vertx) {
        this.vertx = vertx;
    }

    FakeForge listen() throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(this::handle)
                .listen(server == null ? 0 : server.actualPort(), "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        return this;
    }

    int port() {
        return java.util.Objects.requireNonNull(server).actualPort();
    }

    /** The root of its API. */
    abstract String api();

    /** The next request meets this instead of an answer. */
    void fail(Consumer<HttpServerRequest> fault) {
        faults.add(fault);
    }

    /** The next request is answered so. */
    void failWith(int status, Map<String, String> headers, String message) {
        fail(request -> {
            headers.forEach(request.response()::putHeader);
            answer(
                    request.response(),
                    status,
                    new JsonObject().put("message", message).toBuffer());
        });
    }

    private void handle(HttpServerRequest request) {
        requests.add(request.method() + " " + request.uri());
        Consumer<HttpServerRequest> fault = faults.poll();
        if (fault != null) {
            fault.accept(request);
        } else if (!isAuthorized(request)) {
            problem(request.response(), 401, "Bad credentials");
        } else {
            Future<Buffer> body = request.body();
            body.onSuccess(content -> serve(request, content));
        }
    }

    abstract boolean isAuthorized(HttpServerRequest request);

    abstract void serve(HttpServerRequest request, Buffer body);

    static boolean isPost(HttpServerRequest request) {
        return request.method().equals(HttpMethod.POST);
    }

    /** One page of a list, newest first, with a link to the next as the real ones have it. */
    JsonArray page(HttpServerRequest request, List<JsonObject> oldestFirst) {
        List<JsonObject> newest = new java.util.ArrayList<>(oldestFirst);
        java.util.Collections.reverse(newest);
        int page = Integer.parseInt(request.getParam("page", "1"));
        int from = Math.min(newest.size(), (page - 1) * pageSize);
        int to = Math.min(newest.size(), page * pageSize);
        if (to < newest.size()) {
            request.response().putHeader("Link", "<http://elsewhere.invalid/?page=" + (page + 1) + ">; rel=\"next\"");
        }
        return new JsonArray(newest.subList(from, to));
    }

    static void problem(HttpServerResponse response, int status, String message) {
        answer(response, status, new JsonObject().put("message", message).toBuffer());
    }

    static void answer(HttpServerResponse response, int status, Buffer json) {
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .end(json);
    }

    long posts(String pathPart) {
        return requests.stream()
                .filter(request -> request.startsWith("POST ") && request.contains(pathPart))
                .count();
    }

    @Override
    public void close() throws TimeoutException {
        if (server != null) {
            server.close().await(10, TimeUnit.SECONDS);
        }
    }
}
