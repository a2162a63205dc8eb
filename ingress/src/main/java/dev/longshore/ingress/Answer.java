/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.events.Envelope;
import dev.longshore.events.http.Page;
import dev.longshore.events.http.Refusal;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sender gets back (DESIGN 1.5).
 *
 * @param outcome for the metric: one of a few words
 */
record Answer(Page page, String outcome) {

    /** Everything is on the log; one event for each repository, at least one. */
    static Answer accepted(List<? extends Envelope<?>> published, @Nullable String deliveryId) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("status", "accepted");
        describe(published.get(0), body);
        if (deliveryId != null) {
            body.put("deliveryId", deliveryId);
        }
        for (Envelope<?> more : published.subList(1, published.size())) {
            describe(more, body.withArray("/others").addObject());
        }
        return json(202, body, "accepted");
    }

    private static void describe(Envelope<?> envelope, ObjectNode into) {
        into.put("repository", envelope.event().key()).put("eventId", envelope.id());
    }

    static Answer ok(ObjectNode body) {
        return json(200, body, "answered");
    }

    static Answer ignored(String reason) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("status", "ignored").put("reason", reason);
        return json(202, body, "ignored");
    }

    static Answer problem(Refusal refusal) {
        return new Answer(Page.problem(refusal), refusal.outcome());
    }

    int status() {
        return page.status();
    }

    private static Answer json(int status, ObjectNode body, String outcome) {
        return new Answer(Page.json(status, Buffer.buffer(body.toString())), outcome);
    }
}
