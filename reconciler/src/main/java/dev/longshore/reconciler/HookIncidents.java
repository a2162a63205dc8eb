/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.events.EventFactory;
import dev.longshore.events.EventMeta;
import dev.longshore.events.Revision;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.StackStatus.Hook;
import dev.longshore.events.Trigger;
import dev.longshore.events.kafka.Output;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Tells the world of a webhook that looks broken, once, and once when it works again. The custom kind of these incidents is {@code hook}. */
final class HookIncidents {
    private static final String KIND = "hook";
    static final String REASON = "hook.suspect";

    private final CdEvents cdEvents;

    HookIncidents(CdEvents cdEvents) {
        this.cdEvents = cdEvents;
    }

    Output detected(String repository, Hook suspect) {
        Observation answer = answer(repository, suspect);
        return incident(CdEvents.INCIDENT_DETECTED, repository, suspect, answer, message(repository, suspect));
    }

    Output resolved(String repository, Hook suspect, Observation cause) {
        String message = "the webhook of " + repository + " announced a push again";
        return incident(CdEvents.INCIDENT_RESOLVED, repository, suspect, cause, message);
    }

    private Output incident(String type, String repository, Hook suspect, Observation cause, String description) {
        ObjectNode content = CdEvents.object().put("description", description);
        content.putObject("environment").put("id", "ingress");
        content.putObject("service").put("id", repository);
        ObjectNode custom = CdEvents.reason(REASON, description)
                .put("kind", KIND)
                .put("repository", repository)
                .put("revision", String.valueOf(suspect.revision()))
                .put("since", String.valueOf(suspect.since()));
        String incident = repository + "/" + KIND + "/" + suspect.eventId();
        return cdEvents.event(type, cause, incident, content, custom, repository, incident);
    }

    /** The poll's answer, as of the moment when patience was over. */
    private static Observation answer(String repository, Hook suspect) {
        Revision found = Objects.requireNonNull(suspect.revision());
        Instant since = Objects.requireNonNull(suspect.since());
        String eventId = Objects.requireNonNull(suspect.eventId());
        String correlationId = Objects.requireNonNullElse(suspect.correlationId(), eventId);
        return new Observation(
                new EventMeta(eventId, "", since, traceparent(eventId), correlationId, null),
                new SourceEvent.Changed(repository, found, null, List.of(), List.of(), Trigger.POLL),
                since.plus(HookWatch.PATIENCE));
    }

    /** For people: what, where, and what to do. */
    static String message(String repository, Hook suspect) {
        return "a poll found "
                + (suspect.revision() == null ? "a commit" : suspect.revision().brief()) + " in "
                + repository + ", which no delivery announced within a minute; look at the deliveries of its webhook"
                + " at the Git host, and whether they reach the ingress";
    }

    /** The chain of the poll may be long gone: this one is begun by the poll's answer, and the same whoever begins it. */
    private static String traceparent(String eventId) {
        String hex = EventFactory.derivedId("hook", eventId).replace("-", "");
        return "00-" + hex + "-" + hex.substring(16) + "-01";
    }
}
