/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import dev.longshore.events.EventFactory;
import dev.longshore.events.RepositoryAdmitted;
import dev.longshore.events.config.IngressConfig;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.RepositoryMatch;
import dev.longshore.events.config.WebhookConfig;
import dev.longshore.events.http.BearerTokens;
import dev.longshore.ingress.push.RepositoryDirectory;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What one state of the configuration leads to: replaced as a whole when it changes, while requests go on with the one they began with. */
final class Routes {
    /** What all states have in common. */
    record Surroundings(
            EventFactory events, Clock clock, Supplier<? extends Collection<RepositoryAdmitted>> admitted) {}

    private final Map<String, Endpoint> webhooks = new HashMap<>();
    private final KnownRepositories repositories;
    private final BearerTokens tokens;
    private final EventFactory events;
    private final RequestPipeline.Terms terms;

    Routes(
            IngressConfig config,
            List<RepositoryConfig> repositories,
            List<RepositoryMatch> matches,
            IngressLimits limits,
            Surroundings surroundings) {
        this.repositories =
                new KnownRepositories(new RepositoryDirectory(repositories, matches), surroundings.admitted());
        this.tokens = new BearerTokens("ingress.apiTokens", config.apiTokens());
        this.events = surroundings.events();
        this.terms = new RequestPipeline.Terms(limits, config.trustedProxies());
        for (WebhookConfig webhook : config.webhooks().values()) {
            webhooks.put(webhook.path(), new WebhookEndpoint(webhook, this.repositories, events, surroundings.clock()));
        }
    }

    RequestPipeline.Terms terms() {
        return terms;
    }

    Optional<Endpoint> webhook(String path) {
        return Optional.ofNullable(webhooks.get(path));
    }

    /** @param repository as the path says it: not checked yet */
    Endpoint sync(String repository) {
        return new SyncEndpoint(repository, tokens, repositories, events);
    }

    Endpoint repositories() {
        return new RepositoriesEndpoint(tokens, repositories);
    }
}
