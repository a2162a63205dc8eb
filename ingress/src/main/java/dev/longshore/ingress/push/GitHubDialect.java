/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Webhooks of GitHub and GitHub Enterprise (docs.github.com, "Webhook events and payloads", {@code push}). */
public final class GitHubDialect implements PushDialect {
    private static final Set<String> FIELDS = Set.of("ref", "before", "after", "repository", "pusher");

    @Override
    public Reading read(MultiMap headers, byte[] body) throws UnusablePayloadException {
        List<String> events = headers.getAll("X-GitHub-Event");
        if (events.size() != 1) {
            throw new UnusablePayloadException("there must be one X-GitHub-Event header");
        }
        String event = events.get(0);
        if (event.equals("ping")) {
            return new Reading.Ignored("ping");
        }
        if (!event.equals("push")) {
            return new Reading.Ignored("event " + OneLine.of(event, 60) + " is not a push");
        }
        return push(headers, StrictJson.object(body, FIELDS));
    }

    private static Reading push(MultiMap headers, JsonNode json) throws UnusablePayloadException {
        String ref = PushFields.text(json.path("ref"));
        if (ref == null || !json.path("after").isTextual()) {
            throw new UnusablePayloadException("a push must have 'ref' and 'after'");
        }
        JsonNode repository = json.path("repository");
        List<String> urls = Stream.of("clone_url", "html_url", "ssh_url")
                .map(field -> PushFields.text(repository.path(field)))
                .filter(Objects::nonNull)
                .toList();
        String pusher = PushFields.text(json.path("pusher").path("name"));
        return PushFields.read(json, RefName.parse(ref), urls, headers.get("X-GitHub-Delivery"), pusher);
    }
}
