/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.explain;

import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.DeploymentEvent.ServiceDecision;
import dev.longshore.events.Revision;
import dev.longshore.events.RevisionEvent.Commit;
import dev.longshore.events.SourceEvent.ErrorClass;
import dev.longshore.events.StackId;
import dev.longshore.events.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The chain from delivery to result of one stack: what {@code longshore explain STACK -o json} prints. All times are the broker's, in
 * which records were appended. What the log does not have any more (requests are kept for a week, results for 90 days) is absent.
 *
 * @param at when it was put together
 * @param repositoryHead newest commit seen on the branch
 * @param sourceProblem why the repository cannot be read now; null while it can
 * @param desired what every host should run; null if the stack was never announced
 * @param hosts every host that runs the stack, ran it, or should
 * @param deliveries pushes and requests by people, newest first, each with its one end; at most {@link #MOST_DELIVERIES}
 * @param olderDeliveries how many more of them the log has
 */
public record Explanation(
        StackId stack,
        Instant at,
        @Nullable Revision repositoryHead,
        @Nullable SourceProblem sourceProblem,
        @Nullable Announcement desired,
        List<HostStory> hosts,
        List<Delivery> deliveries,
        long olderDeliveries) {
    public static final int MOST_DELIVERIES = 100;

    public Explanation {
        hosts = List.copyOf(hosts);
        deliveries = List.copyOf(deliveries);
    }

    /**
     * Why the repository cannot be read.
     *
     * @param since the first look that said so in a row
     * @param retryAt when the syncer tries again by itself; null if it waits for a human
     */
    public record SourceProblem(
            Instant since,
            ErrorClass errorClass,
            String reason,
            String message,
            @Nullable Instant retryAt) {}

    /**
     * Something on {@code longshore.sync} that asked for a look at the repository. Only {@code eventId} is known of one that the log does
     * not have any more.
     *
     * @param trigger push, manual or poll
     * @param provider dialect of the webhook; of pushes only, as the next six
     * @param webhook name of the webhook
     * @param deliveryId the provider's own id
     * @param requestedBy who asked; of manual requests and polls only
     * @param force whether every stack was to be announced anew
     */
    public record Request(
            String eventId,
            @Nullable Trigger trigger,
            @Nullable Instant received,
            @Nullable String provider,
            @Nullable String webhook,
            @Nullable String deliveryId,
            @Nullable String pusher,
            @Nullable String ref,
            @Nullable String before,
            @Nullable String after,
            @Nullable String requestedBy,
            boolean force) {
        static Request unknown(String eventId) {
            return new Request(eventId, null, null, null, null, null, null, null, null, null, null, false);
        }
    }

    /**
     * One look of the syncer.
     *
     * @param outcome short event type, such as {@code source.changed}
     * @param trigger the most telling of the reasons for it; {@code startup} and {@code retry} are the syncer's own
     * @param requests all it answered with this one fetch
     * @param affected the stacks that were announced
     */
    public record Look(
            Instant at,
            String outcome,
            Trigger trigger,
            @Nullable Revision revision,
            @Nullable Revision previous,
            List<Request> requests,
            List<StackId> affected,
            @Nullable String reason,
            @Nullable String message) {
        public Look {
            requests = List.copyOf(requests);
            affected = List.copyOf(affected);
        }
    }

    /**
     * What the syncer said the stack should be.
     *
     * @param removed whether it said that the stack left the repository
     * @param generation 0 if unknown
     * @param why why it was announced, in words
     * @param branchRewritten whether the branch had been rewritten
     * @param bundleBytes size of its packed files
     * @param look the look that found it
     */
    public record Announcement(
            Revision revision,
            long generation,
            boolean removed,
            @Nullable Instant at,
            String why,
            @Nullable Commit commit,
            boolean branchRewritten,
            @Nullable Long bundleBytes,
            @Nullable String treeDigest,
            @Nullable Look look) {}

    /**
     * One thing a host told about a revision.
     *
     * @param event short event type, such as {@code deployment.succeeded}
     * @param cause what it was done for, in words
     * @param revision the one that was tried
     * @param backTo the one that runs again after a rollback
     * @param attempt 0 where none is counted
     * @param phases milliseconds by phase
     */
    public record Step(
            Instant at,
            String event,
            String cause,
            Revision revision,
            @Nullable Revision backTo,
            int attempt,
            @Nullable String reason,
            @Nullable String message,
            List<ServiceDecision> services,
            Map<String, Long> phases) {
        public Step {
            services = List.copyOf(services);
            phases = Map.copyOf(phases);
        }
    }

    /** A revision and what one host made of it, oldest first. */
    public record Chain(Announcement announcement, List<Step> steps) {
        public Chain {
            steps = List.copyOf(steps);
        }
    }

    /**
     * Containers were made, started or signalled.
     *
     * @param event short type of the event that tells of it, such as {@code drift.corrected}
     * @param services those that were, and why
     * @param why what for, in words
     */
    public record Restart(Instant at, String event, List<ServiceDecision> services, String why) {
        public Restart {
            services = List.copyOf(services);
        }
    }

    /** A stable dotted code, and the same in words. */
    public record Answer(String code, String text) {}

    /**
     * One host.
     *
     * @param alive whether it was heard in the last 90 s
     * @param lastHeard null if not for a quarter of an hour
     * @param suspendedSince null unless a person suspended the stack there
     * @param runs null if the host never applied any, or does not run it any more
     * @param running the chain of what runs
     * @param desired the chain of what should run; the same as {@code running} when all is well
     * @param whyNotDeployed answers "why did my push not deploy?"
     * @param whyRestarted answers "why did this restart?"
     * @param restarts newest first, at most ten
     */
    public record HostStory(
            String host,
            boolean alive,
            @Nullable Instant lastHeard,
            @Nullable Instant suspendedSince,
            @Nullable String suspendedBy,
            @Nullable Revision runs,
            List<Revision> quarantined,
            List<Drift> drift,
            @Nullable Chain running,
            @Nullable Chain desired,
            Answer whyNotDeployed,
            Answer whyRestarted,
            List<Restart> restarts) {
        public HostStory {
            quarantined = List.copyOf(quarantined);
            drift = List.copyOf(drift);
            restarts = List.copyOf(restarts);
        }
    }

    /**
     * A push or a person's request, and its one end.
     *
     * @param outcome {@code source.changed}, {@code source.unchanged} or {@code source.failed}; {@code waiting} while there is none
     * @param ended null while there is none
     * @param affected whether it brought this stack a new revision
     * @param hosts what each host made of that revision: its newest event
     */
    public record Delivery(
            Request request,
            String outcome,
            @Nullable Instant ended,
            @Nullable Revision revision,
            boolean affected,
            @Nullable String reason,
            String text,
            Map<String, String> hosts) {
        public Delivery {
            hosts = Map.copyOf(hosts);
        }
    }
}
