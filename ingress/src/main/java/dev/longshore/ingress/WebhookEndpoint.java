/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import dev.longshore.events.Envelope;
import dev.longshore.events.EventFactory;
import dev.longshore.events.PushReceived;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.WebhookConfig;
import dev.longshore.ingress.push.GenericDialect;
import dev.longshore.ingress.push.GitHubDialect;
import dev.longshore.ingress.push.PushDialect;
import dev.longshore.ingress.push.Reading;
import dev.longshore.ingress.push.RepositoryDirectory;
import dev.longshore.ingress.push.UnusablePayloadException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/** One configured webhook: authenticate, read, filter. */
final class WebhookEndpoint implements Endpoint {
    private final WebhookConfig webhook;
    private final PushDialect dialect;
    private final RepositoryDirectory repositories;
    private final EventFactory events;

    WebhookEndpoint(WebhookConfig webhook, RepositoryDirectory repositories, EventFactory events) {
        this.webhook = webhook;
        this.dialect = dialect(webhook.provider());
        this.repositories = repositories;
        this.events = events;
    }

    private static PushDialect dialect(WebhookConfig.Provider provider) {
        return switch (provider) {
            case GITHUB -> new GitHubDialect();
            case GENERIC_HMAC -> new GenericDialect();
        };
    }

    @Override
    public String name() {
        return webhook.name();
    }

    @Override
    public void admit(HttpMethod method, MultiMap headers) throws Refusal {
        if (!method.equals(HttpMethod.POST)) {
            throw Refusal.onlyPost();
        }
        MediaTypes.requireJson(headers);
    }

    @Override
    public Decision decide(MultiMap headers, byte[] body) throws Refusal {
        WebhookSignature.require(webhook, headers, body);
        try {
            Reading reading = dialect.read(headers, body);
            return reading instanceof Reading.Push push
                    ? filter(push)
                    : new Decision.Ignore(((Reading.Ignored) reading).reason(), null);
        } catch (UnusablePayloadException e) {
            throw Refusal.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private Decision filter(Reading.Push push) {
        List<RepositoryConfig> known = repositories.addressedBy(push.addresses());
        if (known.isEmpty()) {
            return new Decision.Ignore("unknown repository", push.deliveryId());
        }
        List<Envelope<PushReceived>> pushes = known.stream()
                .filter(repository -> follows(repository, push.branch()))
                .map(repository -> events.first(event(repository, push)))
                .toList();
        return pushes.isEmpty()
                ? new Decision.Ignore("not the configured branch", push.deliveryId())
                : new Decision.Publish(pushes, push.deliveryId());
    }

    /** Without a configured branch it is the remote's default branch, which only the syncer knows. */
    private static boolean follows(RepositoryConfig repository, String branch) {
        return repository.branch() == null || branch.equals(repository.branch());
    }

    private PushReceived event(RepositoryConfig repository, Reading.Push push) {
        return new PushReceived(
                repository.name(),
                push.ref(),
                push.before(),
                push.after(),
                webhook.provider().text(),
                push.deliveryId(),
                push.pusher());
    }
}
