/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.explain;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.ServiceDecision;
import dev.longshore.events.DeploymentEvent.ServiceDecision.Decision;
import dev.longshore.events.Revision;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the kinds of deployment events have in common, read in one way.
 *
 * @param generation 0 for those that have none
 * @param revision the one that it is about: of a rollback the one that failed; null for a stack that left
 */
record Ends(
        @Nullable Revision revision,
        long generation,
        int attempt,
        @Nullable Revision backTo,
        @Nullable String reason,
        @Nullable String message,
        List<ServiceDecision> services,
        Map<String, Long> phases) {
    static Ends of(DeploymentEvent event) {
        if (event instanceof DeploymentEvent.Started e) {
            return new Ends(e.revision(), e.generation(), e.attempt(), null, null, null, List.of(), Map.of());
        } else if (event instanceof DeploymentEvent.Succeeded e) {
            return new Ends(e.revision(), e.generation(), e.attempt(), null, null, null, e.services(), e.durations());
        } else if (event instanceof DeploymentEvent.Failed e) {
            return new Ends(
                    e.revision(),
                    e.generation(),
                    e.attempt(),
                    null,
                    e.reason(),
                    e.message(),
                    e.services(),
                    e.durations());
        } else if (event instanceof DeploymentEvent.RolledBack e) {
            return new Ends(
                    e.failed(),
                    e.generation(),
                    e.attempt(),
                    e.revision(),
                    e.reason(),
                    e.message(),
                    e.services(),
                    e.durations());
        }
        return untouched(event);
    }

    private static Ends untouched(DeploymentEvent event) {
        if (event instanceof DeploymentEvent.Refused e) {
            return brief(e.revision(), e.generation(), e.reason(), e.message());
        } else if (event instanceof DeploymentEvent.Skipped e) {
            return brief(e.revision(), e.generation(), e.reason(), e.message());
        } else if (event instanceof DeploymentEvent.Superseded e) {
            return brief(
                    e.revision(),
                    e.generation(),
                    "deployment.superseded",
                    "generation " + e.by() + " came before it was done");
        } else if (event instanceof DeploymentEvent.Orphaned e) {
            return brief(null, 0, e.reason(), null);
        } else if (event instanceof DeploymentEvent.Removed e) {
            return brief(null, 0, e.reason(), null);
        }
        return brief(null, 0, null, null);
    }

    private static Ends brief(
            @Nullable Revision revision, long generation, @Nullable String reason, @Nullable String message) {
        return new Ends(revision, generation, 0, null, reason, message, List.of(), Map.of());
    }

    /** Whether it is the answer to a person's command, not a revision's own fate. */
    static boolean isCommand(@Nullable String reason) {
        return reason != null && reason.startsWith("command.");
    }

    static boolean isWaiting(@Nullable String reason) {
        return reason != null && (reason.equals("depends.waiting") || reason.equals("depends.missing"));
    }

    static boolean isQuarantine(@Nullable String reason) {
        return reason != null && reason.contains("quarantine");
    }

    /** Skipped because it runs already. */
    static boolean isDone(DeploymentEvent.Skipped skipped) {
        return !isCommand(skipped.reason()) && !isWaiting(skipped.reason()) && !isQuarantine(skipped.reason());
    }

    /** Whether it tells what became of a revision: not what a person was answered. */
    static boolean isFate(DeploymentEvent event) {
        String reason = of(event).reason();
        return !isCommand(reason) || event instanceof DeploymentEvent.RolledBack;
    }

    /** Services whose containers were made, started or signalled. */
    List<ServiceDecision> touched() {
        return services.stream()
                .filter(service -> service.decision() != Decision.KEPT)
                .toList();
    }
}
