/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One service of a resolved model.
 *
 * @param image the reference Compose runs; for a built service without one, the name Compose gives it
 * @param built whether it has {@code build:}
 * @param pullPolicy as written; null for none
 * @param restart declared policy ({@code no}, {@code always}, {@code on-failure[:n]}, {@code unless-stopped}); null if nothing is said, which
 *     the engine takes as {@code no} but which usually means a server
 * @param awaited whether another service waits for it to complete
 * @param replicas how many containers it should have
 * @param json as Compose printed it
 */
public record ServiceModel(
        String name,
        String image,
        boolean built,
        @Nullable String pullPolicy,
        @Nullable String restart,
        boolean awaited,
        int replicas,
        Map<String, String> labels,
        JsonNode json) {

    /** Whether ending with status 0 is success: declared never to be restarted, only on failure, or awaited by another. */
    public boolean mayComplete() {
        return awaited || (restart != null && (restart.equals("no") || restart.startsWith("on-failure")));
    }

    /** The signal that makes it read its mounted files again ({@code x-longshore: {reload: SIGHUP}}); null to make it anew instead. */
    public @Nullable String reload() {
        return text(json.path(Extensions.KEY).path("reload"));
    }

    static ServiceModel of(String project, String name, JsonNode json, boolean awaited) {
        boolean built = json.hasNonNull("build");
        return new ServiceModel(
                name,
                json.path("image").asText(built ? project + "-" + name : ""),
                built,
                text(json.path("pull_policy")),
                restart(json),
                awaited,
                replicas(json),
                json.path("labels").properties().stream()
                        .collect(Collectors.toUnmodifiableMap(
                                Map.Entry::getKey, label -> label.getValue().asText())),
                json);
    }

    /** Services that this one wants completed before it starts. */
    static Set<String> awaited(JsonNode json) {
        return json.path("depends_on").properties().stream()
                .filter(d -> d.getValue().path("condition").asText().equals("service_completed_successfully"))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Compose lets {@code deploy} win. */
    private static @Nullable String restart(JsonNode json) {
        JsonNode deployed = json.path("deploy").path("restart_policy");
        String condition = text(deployed.path("condition"));
        if (condition == null) {
            return text(json.path("restart"));
        }
        int attempts = deployed.path("max_attempts").asInt(0);
        return switch (condition) {
            case "none" -> "no";
            case "any" -> "always";
            default -> attempts == 0 ? condition : condition + ":" + attempts;
        };
    }

    private static int replicas(JsonNode json) {
        return json.path("scale").asInt(json.path("deploy").path("replicas").asInt(1));
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.textValue() : null;
    }
}
