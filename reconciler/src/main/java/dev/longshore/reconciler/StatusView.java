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
import dev.longshore.events.StackStatus.SourceProblem;
import dev.longshore.events.StackStatus.State;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Draws conclusions from facts: a {@link StackStatus}. The first that applies wins, from what says most to what says least: silent host,
 * work under way, failed deployment, drift, unreadable repository.
 *
 * @param silentSince when the host was last heard, if it is silent
 */
record StatusView(StackOnHost facts, Desired desired, RepositoryFacts repositories, Optional<Instant> silentSince) {
    static final String DEPLOYING = "deploying";
    static final String WAITING = "waiting";
    static final String REMOVING = "removing";

    private static final Set<String> FAILURES =
            Set.of(DEPLOYMENT_FAILED.shortName(), DEPLOYMENT_REFUSED.shortName(), DEPLOYMENT_ROLLEDBACK.shortName());

    /** Beginnings of the reasons of failures that come before the first container is touched. */
    private static final List<String> HARMLESS = List.of("bundle.", "compose.invalid", "policy.", "pull.", "build.");

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
                facts.history());
    }

    private @Nullable String operation() {
        if (facts.deploying != null) {
            return DEPLOYING;
        }
        if (desired.isRemoved()) {
            return REMOVING;
        }
        return desired.generation() > facts.endedGeneration() ? WAITING : null;
    }

    private Verdict verdict() {
        if (silentSince.isPresent()) {
            return new Verdict(
                    State.UNKNOWN,
                    "host.silent",
                    "host " + facts.host + " has not been heard since " + silentSince.get()
                            + "; see whether its applier runs and reaches Kafka");
        }
        if (operation() != null) {
            return new Verdict(State.SYNCING, null, null);
        }
        return failure().or(this::drift).or(this::source).orElseGet(this::rest);
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

    private Verdict rest() {
        return new Verdict(facts.actual == null ? State.UNKNOWN : State.IN_SYNC, null, null);
    }

    private Health health() {
        if (silentSince.isPresent()) {
            return Health.UNKNOWN;
        }
        if (facts.deploying != null) {
            return Health.PROGRESSING;
        }
        if (!facts.drift.isEmpty()
                || facts.lastEnd().filter(StatusView::hasHarmed).isPresent()) {
            return Health.DEGRADED;
        }
        return facts.actual == null ? Health.MISSING : Health.HEALTHY;
    }

    /** A failure before anything was touched leaves what runs as healthy as it was. */
    private static boolean hasHarmed(Entry end) {
        String reason = Objects.requireNonNullElse(end.reason(), "");
        return end.outcome().equals(DEPLOYMENT_FAILED.shortName())
                && HARMLESS.stream().noneMatch(reason::startsWith);
    }

    private static boolean isFailure(Entry end) {
        return FAILURES.contains(end.outcome())
                || (end.outcome().equals(DEPLOYMENT_SKIPPED.shortName()) && isQuarantine(end.reason()));
    }

    /** Whether a deployment was skipped because its revision is known to be bad. */
    static boolean isQuarantine(@Nullable String reason) {
        return reason != null && reason.contains("quarantine");
    }

    static String describe(List<Drift> drift) {
        return drift.stream()
                .map(d -> d.service() + " is " + d.kind().text() + ": expected " + d.expected() + ", observed "
                        + d.observed())
                .reduce((a, b) -> a + "; " + b)
                .orElse("");
    }
}
