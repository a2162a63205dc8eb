/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** The list of refs in a push. */
final class Changes {
    private Changes() {}

    /** The elements of a list, all of them objects; none where it is null or empty. */
    static JsonNode of(JsonNode parent, String field) throws UnusablePayloadException {
        JsonNode changes = parent.path(field);
        if (changes.isNull()) {
            return JsonNodeFactory.instance.arrayNode();
        }
        if (!changes.isArray()) {
            throw new UnusablePayloadException("a push must have a list '" + field + "'");
        }
        for (JsonNode change : changes) {
            if (!change.isObject()) {
                throw new UnusablePayloadException("each of '" + field + "' must be an object");
            }
        }
        return changes;
    }
}
