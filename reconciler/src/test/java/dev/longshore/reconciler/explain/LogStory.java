/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.explain;

import dev.longshore.events.BundlePointer;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.ServiceDecision;
import dev.longshore.events.DeploymentEvent.ServiceDecision.Decision;
import dev.longshore.events.Envelope;
import dev.longshore.events.Event;
import dev.longshore.events.EventFactory;
import dev.longshore.events.HostAlive;
import dev.longshore.events.PushReceived;
import dev.longshore.events.Revision;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.StackSpec;
import dev.longshore.events.SyncRequested;
import dev.longshore.events.Trigger;
import dev.longshore.reconciler.explain.Explanation.HostStory;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A log about the stack {@code homelab/web} and the host {@code alpha}, told event by event, a second apart from noon on, each in the form
 * and with the cause that the services give it.
 */
final class LogStory {
    static final StackId WEB = new StackId("homelab", "web");
    static final StackId OTHER = new StackId("homelab", "db");
    static final String ALPHA = "alpha";
    static final Revision ONE = revision('1');
    static final Revision TWO = revision('2');
    static final Revision THREE = revision('3');

    private final EventFactory factory = new EventFactory("test", "alpha", Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    private final StackFacts facts = new StackFacts(WEB);
    Instant now = Instant.parse("2026-01-01T12:00:00Z");
    StackSpec spec = StackSpec.of("web", "docker/web");

    static Revision revision(char digit) {
        return new Revision("main", String.valueOf(digit).repeat(40));
    }

    <E extends Event> Envelope<E> tell(@Nullable Envelope<?> cause, E event) {
        return again(factory.causedByNullable(cause == null ? null : cause.meta(), event));
    }

    /** Appends an envelope, perhaps once more. */
    <E extends Event> Envelope<E> again(Envelope<E> envelope) {
        now = now.plusSeconds(1);
        facts.accept(envelope, now);
        return envelope;
    }

    Envelope<PushReceived> pushed(Revision after, String delivery) {
        return tell(
                null,
                new PushReceived(
                        "homelab", "refs/heads/main", null, after.commit(), "github", delivery, "anna", "gitops"));
    }

    /** A look that finds a new revision of the stack. */
    Envelope<RevisionEvent.Changed> announced(Envelope<?> cause, Revision revision, long generation) {
        Envelope<RevisionEvent.Changed> changed = tell(
                cause,
                new RevisionEvent.Changed(
                        WEB,
                        spec,
                        revision,
                        generation,
                        "tree of " + revision,
                        new RevisionEvent.Commit("Anna", Instant.EPOCH, "change " + generation),
                        new BundlePointer(0, List.of(0L), revision.commit() + "0".repeat(24), 2048),
                        false));
        now = now.minusSeconds(1); // one transaction
        looked(cause, revision, WEB);
        return changed;
    }

    Envelope<SourceEvent.Changed> looked(Envelope<?> cause, Revision revision, StackId... stacks) {
        Trigger trigger = cause.event() instanceof SyncRequested asked ? asked.trigger() : Trigger.PUSH;
        return tell(
                cause,
                new SourceEvent.Changed("homelab", revision, null, List.of(stacks), List.of(cause.id()), trigger));
    }

    LogStory started(Envelope<?> cause, Revision revision, long generation) {
        tell(cause, new DeploymentEvent.Started(WEB, ALPHA, revision, generation, null, null, 1));
        return this;
    }

    LogStory succeeded(Envelope<?> cause, Revision revision, long generation, ServiceDecision... services) {
        started(cause, revision, generation);
        tell(
                cause,
                new DeploymentEvent.Succeeded(
                        WEB,
                        ALPHA,
                        revision,
                        generation,
                        null,
                        1,
                        List.of(services),
                        Map.of("up", 450L, "gate", 3010L)));
        return this;
    }

    /** The first push, which is deployed. */
    LogStory deployed() {
        alive();
        return succeeded(
                announced(pushed(ONE, "d-1"), ONE, 1), ONE, 1, new ServiceDecision("web", Decision.CREATED, "new"));
    }

    LogStory alive() {
        tell(null, new HostAlive(ALPHA, "alpha-id", Map.of("role", "edge"), Map.of()));
        return this;
    }

    LogStory passes(long seconds) {
        now = now.plusSeconds(seconds);
        return this;
    }

    /** How many requests and ends are remembered. */
    long kept() {
        return facts.source().kept();
    }

    Explanation explanation() {
        return new Narrator(facts, now).explanation();
    }

    HostStory host() {
        return explanation().hosts().get(0);
    }

    String whyNotDeployed() {
        return host().whyNotDeployed().text();
    }

    String code() {
        return host().whyNotDeployed().code();
    }

    String whyRestarted() {
        return host().whyRestarted().text();
    }
}
