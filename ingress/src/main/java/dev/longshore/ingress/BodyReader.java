/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** Reads one body: so many bytes, in so much time. What comes after a refusal is dropped unread. */
final class BodyReader {
    private final long maxBody;
    private final Admission.Ticket ticket;
    private final Buffer received = Buffer.buffer();
    private final Promise<byte[]> body = Promise.promise();

    private BodyReader(long maxBody, Admission.Ticket ticket) {
        this.maxBody = maxBody;
        this.ticket = ticket;
    }

    /** The body's exact bytes; fails with a {@link Refusal} 408, 413 or 429, or when the sender hung up. */
    static Future<byte[]> read(Vertx vertx, HttpServerRequest request, IngressLimits limits, Admission.Ticket ticket) {
        BodyReader reader = new BodyReader(limits.maxBody(), ticket);
        long timer = vertx.setTimer(limits.bodyTimeout().toMillis(), id -> reader.body.tryFail(Refusal.bodyTooSlow()));
        request.handler(reader::take)
                .endHandler(end -> reader.body.tryComplete(reader.received.getBytes()))
                .exceptionHandler(broken -> reader.body.tryFail(Refusal.hungUp(broken)));
        return reader.body.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private void take(Buffer chunk) {
        if (body.future().isComplete()) {
            return;
        }
        if (received.length() + (long) chunk.length() > maxBody) {
            body.tryFail(Refusal.bodyTooLarge(maxBody));
        } else if (!ticket.reserve(chunk.length())) {
            body.tryFail(Refusal.tooMany());
        } else {
            received.appendBuffer(chunk);
        }
    }
}
