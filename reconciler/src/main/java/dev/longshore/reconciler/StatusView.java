/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import static dev.longshore.events.EventType.DEPLOYMENT_FAILED;
import static dev.longshore.events.EventType.DEPLOYMENT_REFUSED;
import static dev.longshore.events.EventType.DEPLOYMENT_ROLLEDBACK;
import static dev.longshore.events.EventType.DEPLOYMENT_SKIPPED;

import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.SourceEvent.ErrorClass;
import dev.longshore.events.StackStatus;
import dev.longshore.events.StackStatus.Entry;
import dev.longshore.events.StackStatus.Health;
import dev.longshore.events.StackStatus.Hook;
import dev.longshore.events.StackStatus.SourceProblem;
import dev.longshore.events.StackStatus.State;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Draws conclusions from facts: a {@link StackStatus}. The first that applies wins, from what says most to what says least: silent host,
 * work under way, failed deployment, suspension, a person's rollback, drift, unreadable repository, suspect webhook.
 */
record StatusView(StackOnHost facts, Desired desired, RepositoryFacts repositories, Hosts.Presence host) {
    static final String DEPLOYING = "deploying";
    static final String WAITING = "waiting";
    static final String REMOVING = "removing";
    static final String SUSPENDED = "suspended";

    private static final Set<String> FAILURES =
            Set.of(DEPLOYMENT_FAILED.shortName(), DEPLOYMENT_REFUSED.shortName(), DEPLOYMENT_ROLLEDBACK.shortName());

    /** A state and why. */
    private record Verdict(
            State state, @Nullable String reason, @Nullable String message) {}

    StackStatus status() {
        Verdict verdict = verdict();
        String repository = facts.stack.repository();
        return new StackStatus(
                facts.stack,
                facts.host,
                repository,
                verdict.state(),
                repositories.head(repository),
                desired.revision(),
                desired.generation(),
                facts.actual,
                facts.golden,
                List.copyOf(facts.quarantined),
                health(),
                operation(),
                facts.lastSynced,
                facts.drift,
                verdict.reason(),
                verdict.message(),
                repositories.trigger(facts.stack),
                repositories.problem(repository),
                facts.incidents(),
                facts.history(),
                facts.suspended,
                facts.deploying,
                facts.waiting,
                host.id(),
                host.silentSince(),
                repositories.hook(repository));
    }

    private @Nullable String operation() {
        if (facts.deploying != null) {
            return DEPLOYING;
        }
        if (desired.isRemoved()) {
            return REMOVING;
        }
        if (facts.suspended) {
            return SUSPENDED;
        }
        return isBehind() ? WAITING : null;
    }

    private boolean isBehind() {
        return desired.generation() > facts.endedGeneration();
    }

    private Verdict verdict() {
        if (host.silentSince() != null) {
            return new Verdict(
                    State.UNKNOWN,
                    "host.silent",
                    "host " + facts.host + " has not been heard since " + host.silentSince()
                            + "; see whether its applier runs and reaches Kafka");
        }
        String operation = operation();
        if (operation != null && !operation.equals(SUSPENDED)) {
            return syncing(operation);
        }
        return failure()
                .or(this::behind)
                .or(this::held)
                .or(this::drift)
                .or(this::source)
                .or(this::hook)
                .orElseGet(this::rest);
    }

    private Verdict syncing(String operation) {
        StackStatus.Waiting waiting = facts.waiting;
        return operation.equals(WAITING) && waiting != null && waiting.generation() == desired.generation()
                ? new Verdict(State.SYNCING, waiting.reason(), waiting.message())
                : new Verdict(State.SYNCING, null, null);
    }

    /** Only a suspended stack stays behind. */
    private Optional<Verdict> behind() {
        return isBehind() && desired.revision() != null
                ? Optional.of(new Verdict(
                        State.DRIFTED,
                        "stack.suspended",
                        desired.revision().brief() + " waits until 'longshore resume " + facts.stack + "'"))
                : Optional.empty();
    }

    /** A person wanted another revision than the repository's. */
    private Optional<Verdict> held() {
        return facts.lastEnd()
                .filter(end ->
                        end.outcome().equals(DEPLOYMENT_ROLLEDBACK.shortName()) && Reasons.isCommand(end.reason()))
                .map(end -> new Verdict(State.DRIFTED, end.reason(), end.message()));
    }

    private Optional<Verdict> failure() {
        return facts.lastEnd()
                .filter(StatusView::isFailure)
                .map(end -> new Verdict(State.ERROR, end.reason(), end.message()));
    }

    private Optional<Verdict> drift() {
        return facts.drift.isEmpty()
                ? Optional.empty()
                : Optional.of(new Verdict(State.DRIFTED, "drift", describe(facts.drift)));
    }

    /** Only what needs a human is an error; the rest comes right by itself, but is told. */
    private Optional<Verdict> source() {
        SourceProblem problem = repositories.problem(facts.stack.repository());
        if (problem == null) {
            return Optional.empty();
        }
        State state = problem.errorClass() == ErrorClass.STALLED ? State.ERROR : rest().state();
        return Optional.of(new Verdict(state, problem.reason(), problem.message()));
    }

    /** What runs is none the worse for it, but a person should know. */
    private Optional<Verdict> hook() {
        String repository = facts.stack.repository();
        Hook hook = repositories.hook(repository);
        return hook == null || hook.health() != Hook.Condition.SUSPECT
                ? Optional.empty()
                : Optional.of(
                        new Verdict(rest().state(), HookIncidents.REASON, HookIncidents.message(repository, hook)));
    }

    private Verdict rest() {
        return new Verdict(facts.actual == null ? State.UNKNOWN : State.IN_SYNC, null, null);
    }

    private Health health() {
        if (host.silentSince() != null) {
            return Health.UNKNOWN;
        }
        if (facts.deploying != null) {
            return Health.PROGRESSING;
        }
        if (facts.suspended) {
            return Health.SUSPENDED;
        }
        if (!facts.drift.isEmpty()
                || facts.lastEnd().filter(StatusView::hasHarmed).isPresent()) {
            return Health.DEGRADED;
        }
        return facts.actual == null ? Health.MISSING : Health.HEALTHY;
    }

    /** A failure before anything was touched leaves what runs as healthy as it was. */
    private static boolean hasHarmed(Entry end) {
        return end.outcome().equals(DEPLOYMENT_FAILED.shortName()) && !Reasons.isHarmless(end.reason());
    }

    private static boolean isFailure(Entry end) {
        return (FAILURES.contains(end.outcome()) && !Reasons.isCommand(end.reason()))
                || (end.outcome().equals(DEPLOYMENT_SKIPPED.shortName()) && Reasons.isQuarantine(end.reason()));
    }

    static String describe(List<Drift> drift) {
        return drift.stream()
                .map(d -> d.service() + " is " + d.kind().text() + ": expected " + d.expected() + ", observed "
                        + d.observed())
                .reduce((a, b) -> a + "; " + b)
                .orElse("");
    }
}
