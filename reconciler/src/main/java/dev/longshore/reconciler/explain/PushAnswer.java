/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.explain;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.Event;
import dev.longshore.events.HostAlive;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.SourceEvent;
import dev.longshore.reconciler.explain.Explanation.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers "why did my push not deploy?" for one host: first what became of the newest delivery, then what the host made of what it should
 * run.
 */
final class PushAnswer {
    private final StackFacts facts;
    private final Outcomes outcomes;
    private final Instant now;

    PushAnswer(StackFacts facts, Instant now) {
        this.facts = facts;
        this.outcomes = new Outcomes(facts.stack());
        this.now = now;
    }

    /** @param host null for one that never told of the stack */
    Answer of(String name, @Nullable HostFacts host, boolean silent) {
        SourceFacts source = facts.source();
        Optional<Told<Event>> push =
                source.newestPush().or(() -> source.deliveries().stream().findFirst());
        if (push.isEmpty()) {
            return source.failing()
                    .map(failing -> unreadable("", failing))
                    .orElseGet(() -> finished(onHost(name, host, silent)));
        }
        String who = Requests.words(Requests.shown(push.get()));
        Optional<Told<SourceEvent>> end = source.end(push.get().id());
        if (end.isEmpty()) {
            return waiting(push.get(), who);
        }
        if (end.get().event() instanceof SourceEvent.Failed) {
            return unreadable(
                    capital(who) + " was looked at, but ", source.failing().orElse(end.get()));
        }
        Answer onHost = onHost(name, host, silent);
        boolean brought = brought(end.get());
        if (brought && onHost.code().equals(Outcomes.DEPLOYED)) {
            return finished(new Answer(onHost.code(), "It did deploy: " + onHost.text()));
        }
        return finished(
                new Answer(code(end.get(), onHost), brought ? onHost.text() : idle(who, end.get()) + onHost.text()));
    }

    private Answer waiting(Told<Event> push, String who) {
        return new Answer(
                "sync.waiting",
                capital(who) + " came at " + Words.at(push.at()) + ", "
                        + Words.duration(Duration.between(push.at(), now))
                        + " ago, and no syncer has looked yet: see whether one runs and reaches Kafka.");
    }

    private Answer unreadable(String before, Told<SourceEvent> failing) {
        SourceEvent.Failed failed = (SourceEvent.Failed) failing.event();
        String again = failed.retryAt() == null
                ? "nothing is tried until somebody acts, or asks with 'longshore sync " + failed.repository() + "'"
                : "it is tried again at " + Words.at(failed.retryAt());
        return new Answer(
                failed.reason(),
                capital(before + "the repository cannot be read: " + Words.reason(failed.reason(), failed.message())
                        + "; " + again + ". What was announced before stays in force."));
    }

    /** A push that did nothing to the stack explains itself, unless the host is not where it should be anyway. */
    private String code(Told<SourceEvent> end, Answer onHost) {
        if (brought(end) || !onHost.code().equals(Outcomes.DEPLOYED)) {
            return onHost.code();
        }
        return end.event() instanceof SourceEvent.Changed ? "stack.unchanged" : "source.unchanged";
    }

    /** Whether a look announced something for this stack. */
    private boolean brought(Told<SourceEvent> end) {
        return end.event() instanceof SourceEvent.Changed changed
                && changed.stacks().contains(facts.stack());
    }

    private String idle(String who, Told<SourceEvent> end) {
        return end.event() instanceof SourceEvent.Changed changed
                ? capital(who) + " brought " + changed.revision().brief() + ", which changes nothing in "
                        + facts.stack() + ", so there was nothing to deploy. "
                : capital(who) + " brought nothing new: "
                        + ((SourceEvent.Unchanged) end.event()).revision().brief() + " was known already. ";
    }

    private Answer onHost(String name, @Nullable HostFacts host, boolean silent) {
        Optional<Told<RevisionEvent>> desired = facts.desired();
        if (desired.isEmpty()) {
            return new Answer("stack.unknown", "The log does not say any more what it should run");
        }
        RevisionEvent wanted = desired.get().event();
        if (wanted instanceof RevisionEvent.Changed changed) {
            return deployment(name, host, silent, desired.get().as(changed));
        }
        return new Answer(
                "stack.removed",
                "The stack left the repository with "
                        + ((RevisionEvent.Removed) wanted).revision().brief() + " at "
                        + Words.at(desired.get().at()));
    }

    private Answer deployment(
            String name, @Nullable HostFacts host, boolean silent, Told<RevisionEvent.Changed> wanted) {
        String brief = wanted.event().revision().brief();
        Optional<Told<DeploymentEvent>> newest = host == null
                ? Optional.empty()
                : Outcomes.newest(host, wanted.event().generation());
        if (newest.isPresent() && !Outcomes.isOpen(newest.get().event())) {
            return outcomes.of(newest.get(), host == null ? null : host.runs());
        }
        if (!selects(name, wanted.event())) {
            return new Answer("host.unselected", "The stack's hosts or hostSelector do not select host " + name);
        }
        if (silent) {
            return new Answer(
                    "host.silent",
                    brief + " is announced, but host " + name
                            + " is not heard: see whether its applier runs and reaches Kafka; it catches up by itself");
        }
        Optional<Told<DeploymentEvent>> suspended = host == null ? Optional.empty() : host.suspended();
        if (suspended.isPresent()) {
            return new Answer(
                    "stack.suspended",
                    brief + " waits: the stack is suspended "
                            + ((DeploymentEvent.Suspended) suspended.get().event()).reason() + " since "
                            + Words.at(suspended.get().at()) + "; 'longshore resume " + facts.stack() + "' ends that");
        }
        return newest.map(told -> outcomes.of(told, host == null ? null : host.runs()))
                .orElseGet(() -> new Answer(
                        "deployment.waiting",
                        brief + " was announced at " + Words.at(wanted.at()) + "; host " + name
                                + " has not begun with it yet"));
    }

    private boolean selects(String name, RevisionEvent.Changed wanted) {
        return facts.heartbeat(name)
                .map(heard -> {
                    HostAlive alive = heard.event();
                    return wanted.spec().selects(name, alive.labels());
                })
                .orElse(wanted.spec().hosts().isEmpty() || wanted.spec().hosts().contains(name));
    }

    private static Answer finished(Answer answer) {
        String text = answer.text();
        return text.endsWith(".") ? answer : new Answer(answer.code(), text + ".");
    }

    private static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
