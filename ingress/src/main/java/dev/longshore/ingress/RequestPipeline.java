/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import dev.longshore.ingress.push.OneLine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** The way of every request: bound it, authenticate, filter, act, answer. */
final class RequestPipeline {
    private static final Logger log = LoggerFactory.getLogger(RequestPipeline.class);

    private final Vertx vertx;
    private final IngressLimits limits;
    private final WorkerExecutor workers;
    private final PublishGate gate;
    private final Responder responder;
    private final IngressMetrics metrics;
    private final Admission admission;

    RequestPipeline(
            Vertx vertx, IngressLimits limits, WorkerExecutor workers, PublishGate gate, IngressMetrics metrics) {
        this.vertx = vertx;
        this.limits = limits;
        this.workers = workers;
        this.gate = gate;
        this.metrics = metrics;
        this.responder = new Responder(vertx);
        this.admission = new Admission(limits.maxRequests(), limits.maxBuffered());
    }

    void handle(HttpServerRequest request, Endpoint endpoint) {
        Optional<Admission.Ticket> ticket = admission.enter();
        if (ticket.isEmpty()) {
            answer(request, endpoint, refused(endpoint, Refusal.tooMany()));
            return;
        }
        admitted(request, endpoint, ticket.get())
                .onComplete(done -> ticket.get().leave())
                .onComplete(done ->
                        answer(request, endpoint, done.succeeded() ? done.result() : refused(endpoint, done.cause())));
    }

    /** Answers a request that could not even be parsed. */
    void refuse(HttpServerRequest request, Endpoint endpoint, Refusal refusal) {
        answer(request, endpoint, refused(endpoint, refusal));
    }

    private Future<Answer> admitted(HttpServerRequest request, Endpoint endpoint, Admission.Ticket ticket) {
        try {
            requireDeclaredLength(request);
            endpoint.admit(request.method(), request.headers());
        } catch (Refusal refusal) {
            return Future.failedFuture(refusal);
        }
        Future<byte[]> body = BodyReader.read(vertx, request, limits, ticket);
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        return body.compose(bytes -> workers.executeBlocking(() -> endpoint.decide(request.headers(), bytes), false))
                .compose(decision -> act(endpoint, decision));
    }

    private void requireDeclaredLength(HttpServerRequest request) throws Refusal {
        String length = request.getHeader("Content-Length");
        if (length == null) {
            return;
        }
        if (!length.matches("[0-9]{1,18}")) {
            throw Refusal.badRequest("the Content-Length is not a number");
        }
        if (Long.parseLong(length) > limits.maxBody()) {
            throw Refusal.bodyTooLarge(limits.maxBody());
        }
    }

    private Future<Answer> act(Endpoint endpoint, Decision decision) {
        if (decision instanceof Decision.Ignore ignore) {
            line(log.atInfo(), endpoint, ignore.deliveryId())
                    .addKeyValue("reason", ignore.reason())
                    .log("delivery ignored");
            return Future.succeededFuture(Answer.ignored(ignore.reason()));
        }
        Decision.Publish publish = (Decision.Publish) decision;
        return gate.publish(publish.events()).map(acknowledged -> {
            publish.events().forEach(event -> line(log.atInfo(), endpoint, publish.deliveryId())
                    .addKeyValue("repository", event.event().key())
                    .addKeyValue("eventId", event.id())
                    .log("sync request accepted"));
            return Answer.accepted(publish.events(), publish.deliveryId());
        });
    }

    private static LoggingEventBuilder line(LoggingEventBuilder line, Endpoint endpoint, @Nullable String deliveryId) {
        LoggingEventBuilder named = line.addKeyValue("webhook", endpoint.name());
        return deliveryId == null ? named : named.addKeyValue("deliveryId", deliveryId);
    }

    private Answer refused(Endpoint endpoint, Throwable failure) {
        Refusal refusal = failure instanceof Refusal expected ? expected : Refusal.unexpected(failure);
        Throwable cause = refusal.getCause();
        LoggingEventBuilder line = line(level(refusal.status()), endpoint, null)
                .addKeyValue("status", refusal.status())
                .addKeyValue("reason", OneLine.of(refusal.detail(), 300));
        if (cause != null) {
            line = line.addKeyValue("cause", OneLine.of(cause.toString(), 300));
        }
        line.setCause(refusal.status() == 500 ? failure : null).log("request refused");
        return Answer.problem(refusal);
    }

    private static LoggingEventBuilder level(int status) {
        return status == 500 ? log.atError() : status == 503 ? log.atWarn() : log.atInfo();
    }

    private void answer(HttpServerRequest request, Endpoint endpoint, Answer answer) {
        metrics.count(endpoint, answer);
        responder.send(request, answer);
    }
}
