/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes answers. A connection whose request was not read to its end is closed after its answer. */
public final class Responder {
    private static final Logger log = LoggerFactory.getLogger(Responder.class);
    /** How long a sender may go on sending before the connection is cut; cut at once, it would never see the answer. */
    private static final long LINGER_MS = 1000;

    private final Vertx vertx;

    public Responder(Vertx vertx) {
        this.vertx = vertx;
    }

    public void send(HttpServerRequest request, Page answer) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(answer.status())
                .putHeader("Content-Type", answer.contentType())
                .putHeader("Cache-Control", "no-store");
        answer.headers().forEach(response::putHeader);
        boolean unread = !request.isEnded() && hasBody(request);
        if (unread || answer.headers().containsKey("Connection")) {
            response.putHeader("Connection", "close");
            closeSoon(request);
        }
        boolean headOnly = request.method().equals(HttpMethod.HEAD);
        if (headOnly && answer.body().length() > 0) {
            response.putHeader("Content-Length", Integer.toString(answer.body().length()));
        }
        (headOnly ? response.end() : response.end(answer.body()))
                .onFailure(gone -> log.atDebug().setCause(gone).log("the sender did not wait for its answer"));
    }

    private void closeSoon(HttpServerRequest request) {
        vertx.setTimer(LINGER_MS, id -> request.connection().close());
        if (request.isEnded()) {
            return;
        }
        request.handler(dropped -> {}).endHandler(end -> request.connection().close());
        request.exceptionHandler(gone -> log.atDebug().setCause(gone).log("the sender hung up"));
        request.resume();
    }

    /** Whether the sender announced a body. */
    public static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return request.headers().contains("Transfer-Encoding") || (length != null && !length.equals("0"));
    }
}
