/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.MultiMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Webhooks of Bitbucket Cloud (support.atlassian.com, "Event payloads", {@code repo:push}): one push may move several refs. */
public final class BitbucketCloudDialect implements PushDialect {
    private static final Set<String> FIELDS = Set.of("push", "repository", "actor");
    private static final String WEB = "https://bitbucket.org/";

    @Override
    public Reading read(MultiMap headers, byte[] json) throws UnusablePayloadException {
        String event = EventHeader.read(headers, "X-Event-Key");
        String deliveryId = headers.get("X-Request-UUID");
        if (event.equals("diagnostics:ping")) {
            return PushBuilder.ping(deliveryId);
        }
        if (!event.equals("repo:push")) {
            return PushBuilder.notAPush(event, deliveryId);
        }
        JsonNode body = StrictJson.object(json, FIELDS);
        JsonNode actor = body.path("actor");
        PushBuilder push = new PushBuilder(deliveryId)
                .pusher(actor.path("nickname"), actor.path("username"), actor.path("display_name"));
        JsonNode repository = body.path("repository");
        push.url(repository.path("links").path("html").path("href"));
        if (repository.path("full_name").isTextual()) {
            push.address(Address.url(WEB + repository.path("full_name").textValue()));
        }
        for (JsonNode change : Changes.of(body.path("push"), "changes")) {
            change(push, change);
        }
        return push.reading();
    }

    private static void change(PushBuilder push, JsonNode change) throws UnusablePayloadException {
        boolean isDeleted = !change.path("new").isObject();
        JsonNode side = isDeleted ? change.path("old") : change.path("new");
        JsonNode name = side.path("name");
        if (!name.isTextual()) {
            throw new UnusablePayloadException("each of 'push.changes' must have a 'new' or an 'old' with a 'name'");
        }
        RefName ref = RefName.parse((isBranch(side) ? RefName.HEADS : "refs/tags/") + name.textValue());
        CommitId before = hash(change.path("old"));
        push.update(ref, before, isDeleted ? CommitId.NONE : hash(side));
    }

    private static boolean isBranch(JsonNode side) {
        return side.path("type").asText("").matches("branch|named_branch");
    }

    private static @Nullable CommitId hash(JsonNode side) throws UnusablePayloadException {
        return CommitId.in(side.path("target"), "hash");
    }
}
