/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.EventFactory;
import dev.longshore.events.Revision;
import dev.longshore.events.StackStatus.Incident;
import dev.longshore.reconciler.cdevents.Link;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How CDEvents of one chain are connected. Ids are computed, never looked up: so a record that is read again gives the same links. The
 * chain itself is the correlation; what an event of the chain was done for is a {@code TRIGGER}, and named by the causation: an event of
 * Longshore's own topics, under whose id CDEvents of other tools may know it too.
 */
final class Links {
    private static final String TRIGGER = "TRIGGER";
    private static final String RESOLVES = "RESOLVES";
    /** The reason of a rollback of what another generation's attempt left behind: its start is not that attempt's. */
    private static final String LEFT_OVER = "deployment.superseded";

    private Links() {}

    /** To what caused the event that is told; none for the first of a chain. */
    static List<Link> trigger(Observation cause) {
        String id = cause.meta().causationId();
        return id == null ? List.of() : List.of(Link.relation(TRIGGER, id));
    }

    /** Of an event in which the chain ends on a host. */
    static List<Link> end(Observation cause, @Nullable String started) {
        List<Link> links = new ArrayList<>();
        if (started != null) {
            links.add(Link.path(started));
        }
        links.addAll(trigger(cause));
        links.add(Link.end(started));
        return links;
    }

    /** @param outcome the CDEvent that tells what happened; null if there is none but the incident itself */
    static List<Link> detected(Observation cause, @Nullable String outcome) {
        return outcome == null ? trigger(cause) : List.of(Link.relation(TRIGGER, outcome));
    }

    static List<Link> resolved(Incident incident, String host, Observation cause, @Nullable String outcome) {
        List<Link> links = new ArrayList<>();
        links.add(Link.relation(RESOLVES, detectedId(incident, host)));
        links.addAll(detected(cause, outcome));
        return links;
    }

    /** The id of the CDEvent that told of an incident: its last part is the event which caused it. */
    private static String detectedId(Incident incident, String host) {
        String cause = incident.id().substring(incident.id().lastIndexOf('/') + 1);
        return id(cause, CdEvents.INCIDENT_DETECTED, host, incident.id());
    }

    /** @param distinct what tells several events of one type and cause from one another */
    static String id(String cause, String type, String... distinct) {
        return EventFactory.derivedId(cause, type, String.join("\u0000", distinct));
    }

    /**
     * The id of the CDEvent that tells of the begin of an attempt: the events of its begin and of its end have what makes it in common.
     *
     * @param cause of the one or the other
     */
    static String startedId(DeploymentEvent event, long generation, int attempt, Observation cause) {
        return EventFactory.derivedId(
                CdEvents.Deployment.STARTED.type(),
                event.stack() + "@" + event.host(),
                Long.toString(generation),
                Integer.toString(attempt),
                String.valueOf(cause.meta().causationId()));
    }

    /**
     * The same for an event of its end; null where none was told.
     *
     * @param facts before the end
     */
    static @Nullable String startOf(StackOnHost facts, DeploymentEvent event, Observation cause) {
        if (facts.deploying == null) {
            return null;
        }
        if (event instanceof DeploymentEvent.Succeeded e) {
            return isOf(facts, e.revision(), e.attempt()) ? startedId(e, e.generation(), e.attempt(), cause) : null;
        } else if (event instanceof DeploymentEvent.Failed e) {
            return isOf(facts, e.revision(), e.attempt()) ? startedId(e, e.generation(), e.attempt(), cause) : null;
        } else if (event instanceof DeploymentEvent.RolledBack e && !e.reason().equals(LEFT_OVER)) {
            boolean begun = isOf(facts, e.failed(), e.attempt()) || isOf(facts, e.revision(), e.attempt());
            return begun ? startedId(e, e.generation(), e.attempt(), cause) : null;
        }
        return null;
    }

    private static boolean isOf(StackOnHost facts, Revision revision, int attempt) {
        return attempt > 0 && revision.equals(facts.deploying);
    }
}
