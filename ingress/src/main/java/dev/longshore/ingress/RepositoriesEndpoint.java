/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.http.BearerTokens;
import dev.longshore.events.http.Refusal;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.Comparator;
import java.util.List;

/** {@code GET /api/repositories}: somebody with a token asks what is followed here. */
final class RepositoriesEndpoint implements Endpoint {
    private final BearerTokens tokens;
    private final KnownRepositories repositories;

    RepositoriesEndpoint(BearerTokens tokens, KnownRepositories repositories) {
        this.tokens = tokens;
        this.repositories = repositories;
    }

    @Override
    public String name() {
        return "api";
    }

    @Override
    public void admit(HttpMethod method, MultiMap headers) throws Refusal {
        if (!method.equals(HttpMethod.GET)) {
            throw Refusal.method("GET");
        }
    }

    @Override
    public Decision decide(MultiMap headers, byte[] body) throws Refusal {
        tokens.require(headers);
        ObjectNode reply = JsonNodeFactory.instance.objectNode();
        ArrayNode list = reply.putArray("repositories");
        add(list, repositories.configured(), false);
        add(list, repositories.admitted(), true);
        return new Decision.Reply(reply);
    }

    private static void add(ArrayNode list, List<RepositoryConfig> repositories, boolean admitted) {
        repositories.stream()
                .sorted(Comparator.comparing(RepositoryConfig::name))
                .forEach(repository -> {
                    ObjectNode one = list.addObject()
                            .put("name", repository.name())
                            .put("url", repository.url())
                            .put("admitted", admitted);
                    if (repository.branch() != null) {
                        one.put("branch", repository.branch());
                    }
                });
    }
}
