/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.events.Envelope;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a sender gets back (DESIGN 1.5).
 *
 * @param outcome for the metric: one of a few words
 */
record Answer(int status, String contentType, Map<String, String> headers, ObjectNode body, String outcome) {

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
        return new Answer(202, "application/json", Map.of(), body, "accepted");
    }

    private static void describe(Envelope<?> envelope, ObjectNode into) {
        into.put("repository", envelope.event().key()).put("eventId", envelope.id());
    }

    static Answer ok(ObjectNode body) {
        return new Answer(200, "application/json", Map.of(), body, "answered");
    }

    static Answer ignored(String reason) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("status", "ignored").put("reason", reason);
        return new Answer(202, "application/json", Map.of(), body, "ignored");
    }

    /** Problem details of RFC 9457. */
    static Answer problem(Refusal refusal) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("type", "about:blank")
                .put("title", refusal.title())
                .put("status", refusal.status())
                .put("detail", refusal.detail());
        return new Answer(refusal.status(), "application/problem+json", refusal.headers(), body, refusal.outcome());
    }
}
