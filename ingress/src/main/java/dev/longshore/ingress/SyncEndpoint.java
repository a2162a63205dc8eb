/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.events.EventFactory;
import dev.longshore.events.SyncRequested;
import dev.longshore.events.Trigger;
import dev.longshore.events.http.BearerTokens;
import dev.longshore.events.http.Refusal;
import dev.longshore.ingress.push.StrictJson;
import dev.longshore.ingress.push.UnusablePayloadException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Set;

/** {@code POST /api/repositories/{name}/sync}: somebody with a token asks for a sync. */
final class SyncEndpoint implements Endpoint {
    private final String repository;
    private final BearerTokens tokens;
    private final KnownRepositories repositories;
    private final EventFactory events;

    /** @param repository as the path says it: not checked yet */
    SyncEndpoint(String repository, BearerTokens tokens, KnownRepositories repositories, EventFactory events) {
        this.repository = repository;
        this.tokens = tokens;
        this.repositories = repositories;
        this.events = events;
    }

    @Override
    public String name() {
        return "api";
    }

    @Override
    public void admit(HttpMethod method, MultiMap headers) throws Refusal {
        if (!method.equals(HttpMethod.POST)) {
            throw Refusal.onlyPost();
        }
        MediaTypes.requirePlain(headers);
    }

    @Override
    public Decision decide(MultiMap headers, byte[] body) throws Refusal {
        tokens.require(headers);
        if (repositories.named(repository).isEmpty()) {
            throw Refusal.notFound("no repository of this name is configured");
        }
        boolean force = body.length > 0 && force(headers, body);
        return new Decision.Publish(
                List.of(), List.of(events.first(new SyncRequested(repository, Trigger.MANUAL, force, "api"))), null);
    }

    private static boolean force(MultiMap headers, byte[] body) throws Refusal {
        MediaTypes.requireJson(headers);
        try {
            JsonNode force = StrictJson.object(body, Set.of("force")).path("force");
            if (!force.isBoolean() && !force.isMissingNode()) {
                throw Refusal.badRequest("'force' must be true or false");
            }
            return force.booleanValue();
        } catch (UnusablePayloadException e) {
            throw Refusal.badRequest(String.valueOf(e.getMessage()));
        }
    }
}
