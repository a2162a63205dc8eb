/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.explain;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.HostAlive;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.SourceEvent;
import dev.longshore.reconciler.explain.Explanation.Announcement;
import dev.longshore.reconciler.explain.Explanation.HostStory;
import dev.longshore.reconciler.explain.Explanation.Restart;
import dev.longshore.reconciler.explain.Explanation.SourceProblem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes an {@link Explanation} of facts: a pure function of them and the time. */
final class Narrator {
    /** Three missed heartbeats. */
    static final Duration SILENCE = Duration.ofSeconds(3L * HostAlive.INTERVAL_SECONDS);

    private final StackFacts facts;
    private final Instant now;
    private final Chains chains;
    private final Restarts restarts;
    private final PushAnswer pushes;
    private final @Nullable Announcement desired;

    Narrator(StackFacts facts, Instant now) {
        this.facts = facts;
        this.now = now;
        Announcements announcements = new Announcements(facts);
        this.chains = new Chains(facts, announcements);
        this.restarts = new Restarts(chains, announcements);
        this.pushes = new PushAnswer(facts, now);
        this.desired = announcements.desired();
    }

    Explanation explanation() {
        SourceFacts source = facts.source();
        List<Explanation.Delivery> deliveries = new Deliveries(facts).newest(Explanation.MOST_DELIVERIES);
        return new Explanation(
                facts.stack(),
                now,
                source.head(),
                source.failing().map(this::problem).orElse(null),
                desired,
                names().stream().map(this::story).toList(),
                deliveries,
                source.olderDeliveries() + source.deliveries().size() - deliveries.size());
    }

    /** What there is to say where no stack is: see {@link StackExplainer#whyUnknown}. */
    Optional<String> ofRepository() {
        String repository = "repository " + facts.stack().repository();
        Optional<Told<SourceEvent>> failing = facts.source().failing();
        if (failing.isPresent()) {
            SourceEvent.Failed failed = (SourceEvent.Failed) failing.get().event();
            return Optional.of(repository + " cannot be read: " + Words.reason(failed.reason(), failed.message()));
        }
        return new Deliveries(facts)
                .newest(1).stream()
                        .map(delivery -> repository + ": " + Requests.words(delivery.request()) + " came at "
                                + Words.at(Objects.requireNonNull(
                                        delivery.request().received())) + ", and "
                                + delivery.text())
                        .findFirst();
    }

    private SourceProblem problem(Told<SourceEvent> failing) {
        SourceEvent.Failed failed = (SourceEvent.Failed) failing.event();
        return new SourceProblem(
                facts.source().firstFailing().orElse(failing).at(),
                failed.errorClass(),
                failed.reason(),
                failed.message(),
                failed.retryAt());
    }

    /** Those that told of the stack, those it names, and those that are there and that it selects. */
    private Set<String> names() {
        Set<String> names = new TreeSet<>(facts.hosts().keySet());
        facts.desired().map(Told::event).ifPresent(event -> {
            if (event instanceof RevisionEvent.Changed changed) {
                names.addAll(changed.spec().hosts());
                facts.alive(now.minus(SILENCE)).stream()
                        .filter(alive -> changed.spec().selects(alive.host(), alive.labels()))
                        .forEach(alive -> names.add(alive.host()));
            }
        });
        return names;
    }

    private HostStory story(String name) {
        HostFacts host = facts.hosts().getOrDefault(name, new HostFacts());
        Optional<Told<HostAlive>> heard = facts.heartbeat(name);
        boolean alive =
                heard.filter(told -> !told.at().isBefore(now.minus(SILENCE))).isPresent();
        Optional<Told<DeploymentEvent>> suspended = host.suspended();
        List<Restart> touched = restarts.of(host);
        return new HostStory(
                name,
                alive,
                heard.map(Told::at).orElse(null),
                suspended.map(Told::at).orElse(null),
                suspended
                        .map(told -> ((DeploymentEvent.Suspended) told.event()).reason())
                        .orElse(null),
                host.runs(),
                host.quarantined(),
                host.drift(),
                chains.running(host),
                desired == null ? null : chains.desired(host, desired),
                pushes.of(name, host, !alive),
                restarts.answer(touched),
                touched);
    }
}
