/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import dev.longshore.events.Envelope;
import dev.longshore.events.EventFactory;
import dev.longshore.events.PushReceived;
import dev.longshore.events.RepositoryAdmitted;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.WebhookConfig;
import dev.longshore.events.http.Refusal;
import dev.longshore.events.http.SecretsUnreadableException;
import dev.longshore.ingress.push.Dialects;
import dev.longshore.ingress.push.FormPayload;
import dev.longshore.ingress.push.PushDialect;
import dev.longshore.ingress.push.Reading;
import dev.longshore.ingress.push.UnusablePayloadException;
import dev.longshore.ingress.verify.Delivery;
import dev.longshore.ingress.verify.Verifier;
import dev.longshore.ingress.verify.Verifiers;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** One configured webhook: authenticate, read, filter. */
final class WebhookEndpoint implements Endpoint {
    /** Of one repository in one delivery: each event makes the syncer look at the same branch, and the log is not free. */
    private static final int MAX_EVENTS = 32;

    private final WebhookConfig webhook;
    private final Verifier verifier;
    private final PushDialect dialect;
    private final KnownRepositories repositories;
    private final EventFactory events;

    WebhookEndpoint(WebhookConfig webhook, KnownRepositories repositories, EventFactory events, Clock clock) {
        this.webhook = webhook;
        this.verifier = Verifiers.of(webhook, clock);
        this.dialect = Dialects.of(webhook);
        this.repositories = repositories;
        this.events = events;
    }

    @Override
    public String name() {
        return webhook.name();
    }

    @Override
    public String provider() {
        return webhook.provider().text();
    }

    @Override
    public void admit(HttpMethod method, MultiMap headers) throws Refusal {
        if (!method.equals(HttpMethod.POST)) {
            throw Refusal.onlyPost();
        }
        if (webhook.readsForms()) {
            MediaTypes.requireJsonOrForm(headers);
        } else {
            MediaTypes.requireJson(headers);
        }
    }

    @Override
    public Decision decide(MultiMap headers, byte[] body) throws Refusal {
        byte[] json = MediaTypes.isForm(headers) ? FormPayload.of(body) : body;
        authenticate(new Delivery(headers, body, json));
        try {
            Reading reading = dialect.read(headers, json);
            return reading instanceof Reading.Push push
                    ? filter(push)
                    : new Decision.Ignore(((Reading.Ignored) reading).reason(), reading.deliveryId());
        } catch (UnusablePayloadException e) {
            throw Refusal.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private void authenticate(Delivery delivery) throws Refusal {
        try {
            if (!verifier.accepts(delivery)) {
                throw Refusal.badSignature(
                        webhook.provider() == WebhookConfig.Provider.AZURE_DEVOPS ? "Basic" : "Signature");
            }
        } catch (SecretsUnreadableException e) {
            throw Refusal.secretUnavailable();
        }
    }

    private Decision filter(Reading.Push push) {
        List<RepositoryConfig> known = repositories.addressedBy(push.addresses());
        if (!known.isEmpty()) {
            return publish(known, List.of(), push);
        }
        Optional<RepositoryConfig> admitted = repositories.admittedBy(push.addresses());
        if (admitted.isEmpty()) {
            return new Decision.Ignore("unknown repository", push.deliveryId());
        }
        RepositoryConfig repository = admitted.get();
        if (repositories.nameTaken(repository).isPresent()) {
            return new Decision.Ignore(
                    "another repository is already called '" + repository.name() + "'; give its 'match' a 'name'",
                    push.deliveryId());
        }
        return publish(List.of(repository), admission(repository), push);
    }

    private List<Envelope<RepositoryAdmitted>> admission(RepositoryConfig repository) {
        return repositories.isOnLog(repository)
                ? List.of()
                : List.of(events.first(new RepositoryAdmitted(
                        repository.name(), repository.url(), repository.branch(), webhook.name())));
    }

    private Decision publish(
            List<RepositoryConfig> known, List<Envelope<RepositoryAdmitted>> admissions, Reading.Push push) {
        List<Envelope<PushReceived>> pushes = known.stream()
                .flatMap(repository -> push.updates().stream()
                        .filter(update -> follows(repository, update.branch()))
                        .limit(MAX_EVENTS)
                        .map(update -> events.first(event(repository, push, update))))
                .toList();
        return pushes.isEmpty()
                ? new Decision.Ignore("not the configured branch", push.deliveryId())
                : new Decision.Publish(admissions, pushes, push.deliveryId());
    }

    /** Without a configured branch it is the remote's default branch, which only the syncer knows. */
    private static boolean follows(RepositoryConfig repository, String branch) {
        return repository.branch() == null || branch.equals(repository.branch());
    }

    private PushReceived event(RepositoryConfig repository, Reading.Push push, Reading.BranchUpdate update) {
        return new PushReceived(
                repository.name(),
                update.ref(),
                update.before(),
                update.after(),
                webhook.provider().text(),
                push.deliveryId(),
                push.pusher(),
                webhook.name());
    }
}
