/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import dev.longshore.events.config.AddressRange;
import dev.longshore.events.http.Refusal;
import dev.longshore.events.http.Responder;
import dev.longshore.ingress.DeliveryLog.Subject;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;

/** The way of every request: bound it, authenticate, filter, act, answer. */
final class RequestPipeline {
    private final Vertx vertx;
    private final WorkerExecutor workers;
    private final PublishGate gate;
    private final Responder responder;
    private final IngressMetrics metrics;
    private final Admission admission = new Admission();
    private final DeliveryLog log = new DeliveryLog();

    RequestPipeline(Vertx vertx, WorkerExecutor workers, PublishGate gate, IngressMetrics metrics) {
        this.vertx = vertx;
        this.workers = workers;
        this.gate = gate;
        this.metrics = metrics;
        this.responder = new Responder(vertx);
        metrics.watch(admission);
    }

    /** What holds for a request, whatever the configuration becomes while it is answered. */
    record Terms(IngressLimits limits, List<AddressRange> trustedProxies) {}

    void handle(HttpServerRequest request, Endpoint endpoint, Terms terms) {
        Subject subject = subject(request, endpoint, terms);
        Optional<Admission.Ticket> ticket =
                admission.enter(endpoint, terms.limits().maxRequests());
        if (ticket.isEmpty()) {
            answer(request, subject, refused(subject, Refusal.tooMany()));
            return;
        }
        admitted(request, subject, terms.limits(), ticket.get())
                .onComplete(done -> ticket.get().leave())
                .onComplete(done ->
                        answer(request, subject, done.succeeded() ? done.result() : refused(subject, done.cause())));
    }

    /** Answers a request that could not even be parsed. */
    void refuse(HttpServerRequest request, Endpoint endpoint, Terms terms, Refusal refusal) {
        Subject subject = subject(request, endpoint, terms);
        answer(request, subject, refused(subject, refusal));
    }

    private static Subject subject(HttpServerRequest request, Endpoint endpoint, Terms terms) {
        return new Subject(endpoint, ClientAddress.of(request, terms.trustedProxies()), System.nanoTime());
    }

    private Future<Answer> admitted(
            HttpServerRequest request, Subject subject, IngressLimits limits, Admission.Ticket ticket) {
        Endpoint endpoint = subject.endpoint();
        try {
            requireDeclaredLength(request, limits);
            endpoint.admit(request.method(), request.headers());
        } catch (Refusal refusal) {
            return Future.failedFuture(refusal);
        }
        Future<byte[]> body = BodyReader.read(vertx, request, limits, ticket);
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        return body.compose(bytes -> workers.executeBlocking(() -> endpoint.decide(request.headers(), bytes), false))
                .compose(decision -> act(subject, decision));
    }

    private static void requireDeclaredLength(HttpServerRequest request, IngressLimits limits) throws Refusal {
        String encoding = String.join(",", request.headers().getAll("Transfer-Encoding"));
        if (!encoding.isEmpty() && !encoding.trim().equalsIgnoreCase("chunked")) {
            throw Refusal.badFraming();
        }
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

    private Future<Answer> act(Subject subject, Decision decision) {
        if (decision instanceof Decision.Reply reply) {
            return Future.succeededFuture(Answer.ok(reply.body()));
        }
        if (decision instanceof Decision.Ignore ignore) {
            log.ignored(subject, ignore);
            return Future.succeededFuture(Answer.ignored(ignore.reason()));
        }
        Decision.Publish publish = (Decision.Publish) decision;
        return gate.publish(publish.admissions(), publish.events()).map(acknowledged -> {
            log.accepted(subject, publish.events(), publish.deliveryId());
            return Answer.accepted(publish.events(), publish.deliveryId());
        });
    }

    private Answer refused(Subject subject, Throwable failure) {
        Refusal refusal = failure instanceof Refusal expected ? expected : Refusal.unexpected(failure);
        log.refused(subject, refusal, failure);
        return Answer.problem(refusal);
    }

    private void answer(HttpServerRequest request, Subject subject, Answer answer) {
        metrics.answered(subject.endpoint(), answer, System.nanoTime() - subject.beganNanos());
        responder.send(request, answer.page());
    }
}
