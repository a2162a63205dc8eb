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
 * @param suspended whether a person wants it left alone
 * @param deployingRevision what is being applied; null when nothing is
 * @param waiting what the newest generation waits for; null unless the host told
 * @param hostId of the machine that was heard under the host's name; null before its first heartbeat
 * @param hostSilentSince when the host was last heard; null while it is heard
 * @param hook whether pushes to the repository are announced; null if none ever was
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
        List<Entry> history,
        boolean suspended,
        @Nullable Revision deployingRevision,
        @Nullable Waiting waiting,
        @Nullable String hostId,
        @Nullable Instant hostSilentSince,
        @Nullable Hook hook)
        implements Event {
    public static final int MOST_HISTORY = 5;
    public static final int MOST_INCIDENTS = 10;

    public StackStatus {
        host = host.intern(); // one for each of many stacks
        repository = repository.intern();
        message = message == null ? null : message.intern();
        quarantinedRevisions = List.copyOf(quarantinedRevisions);
        driftDetails = List.copyOf(driftDetails);
        incidents = List.copyOf(incidents);
        history = List.copyOf(history);
    }

    /** One that a host that is heard told of, with nothing under way, of a repository without a webhook. */
    public StackStatus(
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
            List<Entry> history) {
        this(
                stack,
                host,
                repository,
                state,
                repositoryHead,
                desiredRevision,
                desiredGeneration,
                actualRevision,
                goldenRevision,
                quarantinedRevisions,
                health,
                operation,
                lastSyncedAt,
                driftDetails,
                reason,
                message,
                lastTrigger,
                sourceProblem,
                incidents,
                history,
                false,
                null,
                null,
                null,
                null,
                null);
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
            @Nullable String message) {
        public Entry {
            outcome = outcome.intern(); // a handful, in thousands of entries
            reason = reason == null ? null : reason.intern();
            message = message == null ? null : message.intern(); // often that of the entry before, and of the status
        }
    }

    /**
     * A generation that is to be applied after something else.
     *
     * @param reason such as {@code depends.waiting}
     */
    public record Waiting(long generation, String reason, String message) {}

    /**
     * Whether pushes to the repository are announced by its webhook.
     *
     * @param revision found by a poll, and not announced; null while the hook works
     * @param since when the poll's answer came; null while the hook works
     * @param eventId of that answer; null while the hook works
     * @param correlationId of that answer; null while the hook works
     */
    public record Hook(
            Condition health,
            @Nullable Revision revision,
            @Nullable Instant since,
            @Nullable String eventId,
            @Nullable String correlationId) {
        /** The last push was announced. */
        public static final Hook WORKING = new Hook(Condition.WORKING, null, null, null, null);

        /** AWAITED: a poll found a commit less than a minute ago, and its announcement may still come. */
        public enum Condition {
            WORKING,
            AWAITED,
            SUSPECT;

            @JsonValue
            public String text() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

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
