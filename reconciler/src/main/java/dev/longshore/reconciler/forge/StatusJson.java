/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.events.EventJson;
import dev.longshore.reconciler.forge.CommitStatus.State;
import org.jspecify.annotations.Nullable;

/** A commit status in the words that GitHub and Gitea share. */
final class StatusJson {
    private StatusJson() {}

    static ObjectNode write(CommitStatus status) {
        ObjectNode body = EventJson.MAPPER
                .createObjectNode()
                .put("state", word(status.state()))
                .put("context", status.context())
                .put("description", status.description());
        return status.link() == null ? body : body.put("target_url", status.link());
    }

    private static String word(State state) {
        return switch (state) {
            case PENDING -> "pending";
            case SUCCESS -> "success";
            case FAILURE -> "failure";
            case CANCELLED -> "error"; // they know no cancelled
        };
    }

    /** @param key under which the state is */
    static CommitStatus read(JsonNode status, String key, String context) {
        State state =
                switch (status.path(key).asText()) {
                    case "success" -> State.SUCCESS;
                    case "failure" -> State.FAILURE;
                    case "pending" -> State.PENDING;
                    default -> State.CANCELLED;
                };
        return new CommitStatus(state, context, status.path("description").asText(""), link(status.path("target_url")));
    }

    /** Absent, null and empty are the same. */
    static @Nullable String link(JsonNode url) {
        String text = url.asText("");
        return url.isTextual() && !text.isEmpty() ? text : null;
    }
}
