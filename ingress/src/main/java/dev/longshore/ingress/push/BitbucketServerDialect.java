/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.MultiMap;
import java.util.Set;

/** Webhooks of Bitbucket Server and Data Center (confluence.atlassian.com, "Event payload", {@code repo:refs_changed}). */
public final class BitbucketServerDialect implements PushDialect {
    private static final Set<String> FIELDS = Set.of("changes", "repository", "actor");

    @Override
    public Reading read(MultiMap headers, byte[] json) throws UnusablePayloadException {
        String event = EventHeader.read(headers, "X-Event-Key");
        String deliveryId = headers.get("X-Request-Id");
        if (event.equals("diagnostics:ping")) {
            return PushBuilder.ping(deliveryId);
        }
        if (!event.equals("repo:refs_changed")) {
            return PushBuilder.notAPush(event, deliveryId);
        }
        JsonNode body = StrictJson.object(json, FIELDS);
        JsonNode actor = body.path("actor");
        PushBuilder push = new PushBuilder(deliveryId).pusher(actor.path("name"), actor.path("displayName"));
        address(push, body.path("repository"));
        for (JsonNode change : Changes.of(body, "changes")) {
            JsonNode id = change.path("refId").isTextual()
                    ? change.path("refId")
                    : change.path("ref").path("id");
            if (!id.isTextual()) {
                throw new UnusablePayloadException("each of 'changes' must have a 'refId'");
            }
            push.update(RefName.parse(id.textValue()), CommitId.in(change, "fromHash"), CommitId.in(change, "toHash"));
        }
        return push.reading();
    }

    /** Clone links, which older versions leave out; then the project is all there is. */
    private static void address(PushBuilder push, JsonNode repository) {
        for (JsonNode link : repository.path("links").path("clone")) {
            push.url(link.path("href"));
        }
        JsonNode project = repository.path("project").path("key");
        JsonNode slug = repository.path("slug");
        if (!push.hasAddress() && project.isTextual() && slug.isTextual()) {
            push.address(new Address(Address.Kind.PROJECT, project.textValue() + "/" + slug.textValue()));
        }
    }
}
