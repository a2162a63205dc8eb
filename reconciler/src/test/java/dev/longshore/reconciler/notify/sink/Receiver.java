/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify.sink;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A web server that keeps what it is sent, and answers as it is told. Its port stays the same while it is away. */
final class Receiver implements AutoCloseable {
    /** Never: the sender has to give up. */
    static final int SILENCE = 0;

    private final Vertx vertx = Vertx.vertx();
    private final @Nullable HttpServerOptions options;
    final List<Got> got = new CopyOnWriteArrayList<>();
    private @Nullable HttpServer server;
    private int port;
    private volatile int status = 200;
    private volatile @Nullable String header;

    /** One request. */
    record Got(String path, MultiMap headers, Buffer body, int answered) {
        String text() {
            return body.toString();
        }

        String header(String name) {
            return String.valueOf(headers.get(name));
        }
    }

    Receiver() {
        this(null);
    }

    Receiver(@Nullable HttpServerOptions options) {
        this.options = options;
        open();
    }

    void open() {
        HttpServer made = options == null ? vertx.createHttpServer() : vertx.createHttpServer(options);
        made.requestHandler(request -> request.body().onSuccess(body -> answer(request, body)));
        port = get(made.listen(port, "127.0.0.1")).actualPort();
        server = made;
    }

    /** It is away: connections are refused. */
    void shut() {
        HttpServer open = server;
        if (open != null) {
            get(open.close());
        }
    }

    void answers(int code) {
        status = code;
    }

    /** Such as {@code Retry-After: 7}. */
    void answersWith(int code, String line) {
        status = code;
        header = line;
    }

    private void answer(HttpServerRequest request, Buffer body) {
        int code = status;
        got.add(new Got(request.path(), request.headers(), body, code));
        String line = header;
        if (line != null) {
            request.response().putHeader(line.split(": ", 2)[0], line.split(": ", 2)[1]);
        }
        if (code != SILENCE) {
            request.response().setStatusCode(code).end("it knows " + request.path());
        }
    }

    /** What it answered 2xx. */
    List<Got> taken() {
        return got.stream().filter(one -> one.answered() / 100 == 2).toList();
    }

    String url(String path) {
        return (options == null ? "http" : "https") + "://127.0.0.1:" + port + path;
    }

    Vertx vertx() {
        return vertx;
    }

    static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, SECONDS)
                .join();
    }

    @Override
    public void close() {
        get(vertx.close());
    }
}
