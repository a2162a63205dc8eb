/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.events.config.WebhookOptions;
import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whatever can sign a body. Our own small form is {@code {"repository": "name or URL", "ref": "refs/heads/main"}}; the configuration may say
 * where else these are.
 */
public final class GenericDialect implements PushDialect {
    private final WebhookOptions options;
    private final @Nullable String deliveryHeader;
    private final Set<String> wanted = new HashSet<>();

    /** @param deliveryHeader that carries the delivery's id; null for none */
    public GenericDialect(WebhookOptions options, @Nullable String deliveryHeader) {
        this.options = options;
        this.deliveryHeader = deliveryHeader;
        WebhookOptions.FIELDS.forEach(field -> wanted.add(pointer(field).getMatchingProperty()));
        if (options.event() != null) {
            wanted.add(options.event().field().getMatchingProperty());
        }
    }

    @Override
    public Reading read(MultiMap headers, byte[] json) throws UnusablePayloadException {
        JsonNode body = StrictJson.object(json, wanted);
        String deliveryId = deliveryHeader == null ? null : headers.get(deliveryHeader);
        String id = deliveryId == null ? text(body, "deliveryId") : deliveryId;
        WebhookOptions.EventFilter filter = options.event();
        if (filter != null) {
            String event = body.at(filter.field()).asText("");
            if (!filter.push().contains(event)) {
                return PushBuilder.notAPush(event, id);
            }
        }
        return push(body, id);
    }

    private Reading push(JsonNode body, @Nullable String deliveryId) throws UnusablePayloadException {
        String repository = text(body, "repository");
        if (repository == null) {
            throw new UnusablePayloadException(
                    "'" + pointer("repository") + "' must be the configured name or URL of a repository");
        }
        PushBuilder push = new PushBuilder(deliveryId)
                .address(new Address(Address.Kind.NAME, repository))
                .address(Address.url(repository))
                .pusher(body.at(pointer("pusher")));
        push.update(ref(body), commit(body, "before"), commit(body, "after"));
        return push.reading();
    }

    private RefName ref(JsonNode body) throws UnusablePayloadException {
        String ref = text(body, "ref");
        String branch = text(body, "branch");
        if ((ref == null) == (branch == null)) {
            throw new UnusablePayloadException("give either '" + pointer("ref") + "', such as refs/heads/main, or '"
                    + pointer("branch") + "', such as main");
        }
        return RefName.parse(ref == null ? RefName.HEADS + branch : ref);
    }

    private @Nullable CommitId commit(JsonNode body, String field) throws UnusablePayloadException {
        return CommitId.of(body.at(pointer(field)), field);
    }

    private @Nullable String text(JsonNode body, String field) throws UnusablePayloadException {
        JsonNode value = body.at(pointer(field));
        if (!value.isTextual() && !value.isMissingNode() && !value.isNull()) {
            throw new UnusablePayloadException("'" + pointer(field) + "' must be a string");
        }
        return value.textValue();
    }

    private JsonPointer pointer(String field) {
        JsonPointer configured = options.fields().get(field);
        return configured == null ? JsonPointer.compile("/" + field) : configured;
    }
}
