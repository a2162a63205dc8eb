/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one stack on one host: the newest record of each key on the compacted {@code longshore.status}. Written by the
 * reconciler only.
 *
 * @param repositoryHead newest commit seen on the branch; null before the first look
 * @param actualRevision what the host runs; null if it never applied any
 * @param operation what is going on, such as {@code deploying}; null when nothing is
 * @param sourceProblem why the repository cannot be read; null while it can
 * @param incidents what went wrong and is not yet made good, oldest first; at most {@link #MOST_INCIDENTS}
 * @param history the last {@link #MOST_HISTORY} ends of deployments, newest first
 */
public record StackStatus(
        StackId stack,
        String host,
        String repository,
        State state,
        @Nullable Revision repositoryHead,
        @Nullable Revision desiredRevision,
        long desiredGeneration,
        @Nullable Revision actualRevision,
        @Nullable Revision goldenRevision,
        List<Revision> quarantinedRevisions,
        Health health,
        @Nullable String operation,
        @Nullable Instant lastSyncedAt,
        List<DeploymentEvent.Drift> driftDetails,
        @Nullable String reason,
        @Nullable String message,
        @Nullable Trigger lastTrigger,
        @Nullable SourceProblem sourceProblem,
        List<Incident> incidents,
        List<Entry> history)
        implements Event {
    public static final int MOST_HISTORY = 5;
    public static final int MOST_INCIDENTS = 10;

    public StackStatus {
        quarantinedRevisions = List.copyOf(quarantinedRevisions);
        driftDetails = List.copyOf(driftDetails);
        incidents = List.copyOf(incidents);
        history = List.copyOf(history);
    }

    /** How desired and actual compare. */
    public enum State {
        IN_SYNC,
        DRIFTED,
        UNKNOWN,
        SYNCING,
        ERROR
    }

    /** How what runs is doing. */
    public enum Health {
        HEALTHY,
        PROGRESSING,
        DEGRADED,
        MISSING,
        SUSPENDED,
        UNKNOWN
    }

    /**
     * One line of history.
     *
     * @param time when the broker took the event: hosts' clocks may be wrong
     * @param outcome short event type, such as {@code deployment.succeeded}
     * @param revision the one that was tried
     * @param eventId of the event that told of it: an event told twice counts once
     */
    public record Entry(
            Instant time,
            String outcome,
            Revision revision,
            long generation,
            String eventId,
            @Nullable String reason,
            @Nullable String message) {}

    /** Why the repository cannot be read, as {@link SourceEvent.Failed} told it. */
    public record SourceProblem(SourceEvent.ErrorClass errorClass, String reason, String message) {}

    /**
     * Something that went wrong and is not yet made good.
     *
     * @param id subject of its CDEvents {@code incident.detected} and {@code incident.resolved}
     * @param revision the revision that failed; null for drift of something never applied
     */
    public record Incident(String id, Kind kind, @Nullable Revision revision, Instant since) {
        /** What went wrong. */
        public enum Kind {
            DEPLOYMENT,
            DRIFT;

            @JsonValue
            public String text() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

    @Override
    public String key() {
        return stack + "@" + host;
    }
}
