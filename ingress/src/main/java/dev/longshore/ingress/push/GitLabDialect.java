/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Webhooks of GitLab (docs.gitlab.com, "Webhook events", "Push events") and its system hooks, all of which call themselves
 * {@code System Hook} and name the event in the body.
 */
public final class GitLabDialect implements PushDialect {
    private static final Set<String> FIELDS = Set.of(
            "event_name",
            "object_kind",
            "ref",
            "before",
            "after",
            "project",
            "repository",
            "user_username",
            "user_name");
    private static final List<String> PROJECT_URLS =
            List.of("git_http_url", "git_ssh_url", "web_url", "http_url", "ssh_url", "url", "homepage");

    @Override
    public Reading read(MultiMap headers, byte[] json) throws UnusablePayloadException {
        String event = EventHeader.read(headers, "X-Gitlab-Event");
        String deliveryId = deliveryId(headers);
        if (event.equals("System Hook")) {
            JsonNode body = StrictJson.object(json, FIELDS);
            String name = Stream.of("event_name", "object_kind")
                    .map(field -> body.path(field).textValue())
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse("without a name");
            return name.equals("push") ? push(deliveryId, body) : PushBuilder.notAPush(name, deliveryId);
        }
        return event.equals("Push Hook")
                ? push(deliveryId, StrictJson.object(json, FIELDS))
                : PushBuilder.notAPush(event, deliveryId);
    }

    private static Reading push(@Nullable String deliveryId, JsonNode json) throws UnusablePayloadException {
        JsonNode ref = json.path("ref");
        if (!ref.isTextual() || !json.path("after").isTextual()) {
            throw new UnusablePayloadException("a push must have 'ref' and 'after'");
        }
        PushBuilder push = new PushBuilder(deliveryId).pusher(json.path("user_username"), json.path("user_name"));
        for (String parent : List.of("project", "repository")) {
            PROJECT_URLS.forEach(field -> push.url(json.path(parent).path(field)));
            push.url(json.path(parent).path("git_url"));
        }
        push.update(RefName.parse(ref.textValue()), CommitId.in(json, "before"), CommitId.in(json, "after"));
        return push.reading();
    }

    private static @Nullable String deliveryId(MultiMap headers) {
        return Stream.of("webhook-id", "Idempotency-Key", "X-Gitlab-Event-UUID")
                .map(headers::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
