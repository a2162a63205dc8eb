/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Set;

/**
 * Webhooks of GitHub (docs.github.com, "Webhook events and payloads", {@code push}), and of Gitea, Forgejo and Gogs, which write a push
 * the same way and name their headers after themselves.
 */
public final class GitHubDialect implements PushDialect {
    private static final Set<String> FIELDS = Set.of("ref", "before", "after", "repository", "pusher");
    private static final List<String> URLS = List.of("clone_url", "html_url", "ssh_url", "url");
    private static final List<String> NAMES = List.of("name", "login", "username");

    private final String headerPrefix;

    /** @param headerPrefix such as {@code X-GitHub}: of the headers with the event and the delivery's id */
    public GitHubDialect(String headerPrefix) {
        this.headerPrefix = headerPrefix;
    }

    @Override
    public Reading read(MultiMap headers, byte[] json) throws UnusablePayloadException {
        String event = EventHeader.read(headers, headerPrefix + "-Event");
        String deliveryId = headers.get(headerPrefix + "-Delivery");
        if (event.equals("ping")) {
            return PushBuilder.ping(deliveryId);
        }
        return event.equals("push")
                ? push(new PushBuilder(deliveryId), StrictJson.object(json, FIELDS))
                : PushBuilder.notAPush(event, deliveryId);
    }

    private static Reading push(PushBuilder push, JsonNode json) throws UnusablePayloadException {
        JsonNode ref = json.path("ref");
        if (!ref.isTextual() || !json.path("after").isTextual()) {
            throw new UnusablePayloadException("a push must have 'ref' and 'after'");
        }
        URLS.forEach(field -> push.url(json.path("repository").path(field)));
        NAMES.forEach(field -> push.pusher(json.path("pusher").path(field)));
        push.update(RefName.parse(ref.textValue()), CommitId.in(json, "before"), CommitId.in(json, "after"));
        return push.reading();
    }
}
