/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.applier.policy.Violation.Place;
import dev.longshore.events.config.PolicyConfig.Profile;
import dev.longshore.events.config.Right;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One definition of a resolved model ({@code services.web}, {@code volumes.data}) that rules look at, and where they put what they find. */
record Asked(String section, String name, JsonNode json, SourceIndex index, Findings findings) {
    JsonNode get(String key) {
        return json.path(key);
    }

    /** A scalar; empty if there is none. */
    String text(String key) {
        return json.path(key).asText("");
    }

    /** The texts of a list, of the values of a mapping, or of a scalar. */
    List<String> texts(String key) {
        JsonNode node = json.path(key);
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        return node.isContainerNode()
                ? Stream.generate(node.elements()::next)
                        .limit(node.size())
                        .map(JsonNode::asText)
                        .toList()
                : List.of(node.asText());
    }

    Place place(String key) {
        return index.find(section, name, key.contains(".") ? key.substring(0, key.indexOf('.')) : key);
    }

    String path(String key) {
        return section + "." + name + "." + key;
    }

    /** @param from the first profile that refuses it */
    void refuse(Profile from, String reason, String key, String what, @Nullable Right right) {
        findings.add(from, new Violation(reason, place(key), path(key), what, right));
    }

    void refuseHost(Profile from, String key, String what, String right) {
        refuse(from, Violation.HOST, key, what, new Right(right));
    }
}
