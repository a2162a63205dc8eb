/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.explain;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.DeploymentEvent.DriftCorrected;
import dev.longshore.events.DeploymentEvent.ServiceDecision;
import dev.longshore.events.DeploymentEvent.ServiceDecision.Decision;
import dev.longshore.events.Revision;
import dev.longshore.reconciler.explain.Explanation.Announcement;
import dev.longshore.reconciler.explain.Explanation.Answer;
import dev.longshore.reconciler.explain.Explanation.Look;
import dev.longshore.reconciler.explain.Explanation.Restart;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Answers "why did this restart?". */
final class Restarts {
    private static final int MOST = 10;

    private final Chains chains;
    private final Announcements announcements;

    Restarts(Chains chains, Announcements announcements) {
        this.chains = chains;
        this.announcements = announcements;
    }

    /** Newest first. */
    List<Restart> of(HostFacts host) {
        Stream<Restart> deployed = host.deployments().stream().flatMap(told -> deployed(told).stream());
        Stream<Restart> mended = host.driftsNewestFirst().stream().flatMap(told -> mended(told).stream());
        return Stream.concat(deployed, mended)
                .sorted(Comparator.comparing(Restart::at).reversed())
                .limit(MOST)
                .toList();
    }

    Answer answer(List<Restart> restarts) {
        if (restarts.isEmpty()) {
            return new Answer("none", "Longshore restarted nothing of it, as far as the log goes back.");
        }
        Restart newest = restarts.get(0);
        String services =
                newest.services().isEmpty() ? "its containers were touched" : Words.services(newest.services());
        return new Answer(newest.event(), "At " + Words.at(newest.at()) + " " + services + ": " + newest.why() + ".");
    }

    private List<Restart> deployed(Told<DeploymentEvent> told) {
        Ends end = Ends.of(told.event());
        List<ServiceDecision> touched = end.touched();
        boolean failed =
                told.event() instanceof DeploymentEvent.Failed && end.phases().containsKey("up");
        if (touched.isEmpty() && !failed) {
            return List.of();
        }
        Revision revision = Objects.requireNonNull(end.revision());
        return List.of(new Restart(told.at(), told.type(), touched, why(told, end, revision)));
    }

    private String why(Told<DeploymentEvent> told, Ends end, Revision revision) {
        if (told.event() instanceof DeploymentEvent.RolledBack back) {
            return Ends.isCommand(end.reason())
                    ? Words.reason(null, end.message())
                    : back.revision().brief() + " was brought back, because " + revision.brief() + " failed: "
                            + Words.reason(end.reason(), end.message());
        }
        if (told.event() instanceof DeploymentEvent.Failed) {
            return revision.brief() + " was tried and failed: " + Words.reason(end.reason(), end.message());
        }
        String cause = chains.cause(told);
        return revision.brief() + " was deployed"
                + (cause.equals(Chains.ANNOUNCED)
                        ? origin(announcements.of(revision, end.generation()))
                        : ", because " + cause);
    }

    private static String origin(Announcement announcement) {
        Look look = announcement.look();
        String commit = announcement.commit() == null
                ? ""
                : " (\"" + announcement.commit().subject() + "\" by "
                        + announcement.commit().author() + ")";
        return commit + ", because " + announcement.why() + (look == null ? "" : "; found by " + Requests.finder(look));
    }

    private static List<Restart> mended(Told<DeploymentEvent> told) {
        if (!(told.event() instanceof DriftCorrected corrected)) {
            return List.of();
        }
        List<ServiceDecision> services = corrected.drift().stream()
                .filter(drift -> drift.kind() != Drift.Kind.FILE)
                .map(Restarts::decision)
                .toList();
        String what = Words.drift(corrected.drift());
        return List.of(new Restart(
                told.at(),
                told.type(),
                services,
                "what ran was not what was applied, and was put right in "
                        + Words.duration(Duration.ofMillis(corrected.durationMs())) + ": " + what));
    }

    private static ServiceDecision decision(Drift drift) {
        Decision decision =
                switch (drift.kind()) {
                    case MISSING -> Decision.CREATED;
                    case EXTRA -> Decision.REMOVED;
                    case STOPPED, UNHEALTHY, FILE -> Decision.RESTARTED;
                    case IMAGE, CONFIG, LABELS, NETWORK -> Decision.RECREATED;
                };
        return new ServiceDecision(drift.service(), decision, drift.kind().text());
    }
}
