/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import dev.longshore.events.http.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;

/** Reads one body: so many bytes, in so much time. What comes after a refusal is dropped unread. */
final class BodyReader {
    private final IngressLimits limits;
    private final Admission.Ticket ticket;
    private final List<Buffer> received = new ArrayList<>();
    private int length;
    private final Promise<byte[]> body = Promise.promise();

    private BodyReader(IngressLimits limits, Admission.Ticket ticket) {
        this.limits = limits;
        this.ticket = ticket;
    }

    /** The body's exact bytes; fails with a {@link Refusal} 408, 413 or 429, or when the sender hung up. */
    static Future<byte[]> read(Vertx vertx, HttpServerRequest request, IngressLimits limits, Admission.Ticket ticket) {
        BodyReader reader = new BodyReader(limits, ticket);
        long timer = vertx.setTimer(limits.bodyTimeout().toMillis(), id -> reader.fail(Refusal.bodyTooSlow()));
        request.handler(reader::take)
                .endHandler(end -> reader.complete())
                .exceptionHandler(broken -> reader.fail(Refusal.hungUp(broken)));
        return reader.body.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private void take(Buffer chunk) {
        if (body.future().isComplete()) {
            return;
        }
        if (length + (long) chunk.length() > limits.maxBody()) {
            fail(Refusal.bodyTooLarge(limits.maxBody()));
        } else if (!ticket.reserve(chunk.length(), limits.maxBuffered())) {
            fail(Refusal.tooMany());
        } else {
            received.add(chunk);
            length += chunk.length();
        }
    }

    private void fail(Refusal refusal) {
        if (body.tryFail(refusal)) {
            received.clear();
        }
    }

    private void complete() {
        if (body.future().isComplete()) {
            return;
        }
        byte[] whole = new byte[length];
        int at = 0;
        for (Buffer chunk : received) {
            chunk.getBytes(whole, at);
            at += chunk.length();
        }
        received.clear();
        body.tryComplete(whole);
    }
}
