/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Our own small form, for whatever can sign a body: {@code {"repository": "name or URL", "ref": "refs/heads/main"}}. */
public final class GenericDialect implements PushDialect {
    private static final Set<String> FIELDS =
            Set.of("repository", "ref", "branch", "before", "after", "deliveryId", "pusher");

    @Override
    public Reading read(MultiMap headers, byte[] body) throws UnusablePayloadException {
        JsonNode json = StrictJson.object(body, FIELDS);
        String repository = text(json, "repository");
        if (repository == null) {
            throw new UnusablePayloadException("'repository' must be the configured name or URL of a repository");
        }
        return PushFields.read(json, ref(json), List.of(repository), text(json, "deliveryId"), text(json, "pusher"));
    }

    private static RefName ref(JsonNode json) throws UnusablePayloadException {
        String ref = text(json, "ref");
        String branch = text(json, "branch");
        if ((ref == null) == (branch == null)) {
            throw new UnusablePayloadException("give either 'ref', such as refs/heads/main, or 'branch', such as main");
        }
        return RefName.parse(ref == null ? RefName.HEADS + branch : ref);
    }

    private static @Nullable String text(JsonNode json, String field) throws UnusablePayloadException {
        JsonNode value = json.path(field);
        if (!value.isTextual() && !value.isMissingNode() && !value.isNull()) {
            throw new UnusablePayloadException("'" + field + "' must be a string");
        }
        return value.textValue();
    }
}
