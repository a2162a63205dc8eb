/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.MultiMap;
import java.util.Set;

/** Service hooks of Azure DevOps (learn.microsoft.com, "Service hooks events", {@code git.push}). The event is named in the body. */
public final class AzureDevOpsDialect implements PushDialect {
    private static final Set<String> FIELDS = Set.of("id", "eventType", "resource");

    @Override
    public Reading read(MultiMap headers, byte[] json) throws UnusablePayloadException {
        JsonNode body = StrictJson.object(json, FIELDS);
        String event = body.path("eventType").textValue();
        String deliveryId = body.path("id").textValue();
        if (event == null) {
            throw new UnusablePayloadException("there must be an 'eventType'");
        }
        if (!event.equals("git.push")) {
            return PushBuilder.notAPush(event, deliveryId);
        }
        JsonNode resource = body.path("resource");
        if (resource.path("refUpdates").isMissingNode()) {
            throw new UnusablePayloadException(
                    "there are no 'refUpdates'; set \"Resource details to send\" of the service hook to All");
        }
        JsonNode repository = resource.path("repository");
        JsonNode pusher = resource.path("pushedBy");
        PushBuilder push = new PushBuilder(deliveryId)
                .pusher(pusher.path("displayName"), pusher.path("uniqueName"))
                .url(repository.path("remoteUrl"))
                .url(repository.path("sshUrl"))
                .url(repository.path("webUrl"));
        for (JsonNode update : Changes.of(resource, "refUpdates")) {
            if (!update.path("name").isTextual()) {
                throw new UnusablePayloadException("each of 'refUpdates' must have a 'name'");
            }
            push.update(
                    RefName.parse(update.path("name").textValue()),
                    CommitId.in(update, "oldObjectId"),
                    CommitId.in(update, "newObjectId"));
        }
        return push.reading();
    }
}
