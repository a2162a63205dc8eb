/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.EventFactory;
import dev.longshore.events.EventJson;
import dev.longshore.events.HostAlive;
import dev.longshore.events.Revision;
import dev.longshore.events.StackStatus.Incident;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.Output;
import dev.longshore.reconciler.cdevents.CdEvent;
import dev.longshore.reconciler.cdevents.Link;
import dev.longshore.reconciler.cdevents.PackageUrl;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes CDEvents 0.5.1 (https://cdevents.dev) in their CloudEvents 1.0 binding: id, source, type, subject and time equal those of the
 * CDEvent's context. The same cause gives the same event, byte for byte: ids are derived, times are the broker's.
 */
final class CdEvents {
    static final String INCIDENT_DETECTED = "dev.cdevents.incident.detected.0.3.0";
    static final String INCIDENT_RESOLVED = "dev.cdevents.incident.resolved.0.3.0";

    private final String source;

    /** @param source {@code /longshore/reconciler/<host>} */
    CdEvents(String source) {
        this.source = source;
    }

    /** What happened to a service; the CDEvents type and its version. */
    enum Service {
        DEPLOYED("dev.cdevents.service.deployed.0.3.0"),
        UPGRADED("dev.cdevents.service.upgraded.0.3.0"),
        ROLLEDBACK("dev.cdevents.service.rolledback.0.3.0"),
        REMOVED("dev.cdevents.service.removed.0.3.0");

        private final String type;

        Service(String type) {
            this.type = type;
        }
    }

    /** What is specific to Longshore: custom events of CDEvents. */
    enum Deployment {
        STARTED("dev.cdeventsx.longshore-deployment.started.0.1.0"),
        FAILED("dev.cdeventsx.longshore-deployment.failed.0.1.0");

        private final String type;

        Deployment(String type) {
            this.type = type;
        }

        String type() {
            return type;
        }
    }

    /**
     * A stack on a host.
     *
     * @param artifact package URL of what runs now; null for a service that is removed, of which the schema allows none
     */
    Output.Foreign service(
            Service what,
            Observation cause,
            StackOnHost where,
            @Nullable String artifact,
            ObjectNode custom,
            @Nullable String started) {
        ObjectNode content = object();
        content.putObject("environment").put("id", where.host);
        if (artifact != null) {
            content.put("artifactId", artifact);
        }
        String stack = where.stack.toString();
        String id = Links.id(cause.meta().id(), what.type, stack, where.host);
        return write(new Draft(what.type, id, stack, stack, content, custom, Links.end(cause, started)), cause);
    }

    /** An attempt begins. */
    Output.Foreign started(DeploymentEvent.Started event, Observation cause) {
        String type = Deployment.STARTED.type;
        ObjectNode content =
                attempt(event, event.revision(), event.generation()).put("attempt", event.attempt());
        String id = Links.startedId(event, event.generation(), event.attempt(), cause);
        String stack = event.stack().toString();
        return write(
                new Draft(type, id, stack + "@" + event.host(), stack, content, object(), Links.trigger(cause)), cause);
    }

    /** An attempt failed, and there was no way back. */
    Output.Foreign failed(DeploymentEvent.Failed event, Observation cause, @Nullable String started) {
        String type = Deployment.FAILED.type;
        ObjectNode content = attempt(event, event.revision(), event.generation())
                .put("attempt", event.attempt())
                .put("reason", event.reason())
                .put("message", event.message());
        String stack = event.stack().toString();
        String id = Links.id(cause.meta().id(), type, stack, event.host());
        return write(
                new Draft(type, id, stack + "@" + event.host(), stack, content, object(), Links.end(cause, started)),
                cause);
    }

    private static ObjectNode attempt(DeploymentEvent event, Revision revision, long generation) {
        return object().put("stack", event.stack().toString())
                .put("host", event.host())
                .put("revision", revision.toString())
                .put("generation", generation);
    }

    /** @param outcome id of the CDEvent that tells what became of the deployment; null if there is none */
    Output detected(
            Incident incident,
            Observation cause,
            StackOnHost where,
            String description,
            ObjectNode custom,
            @Nullable String outcome) {
        return incident(INCIDENT_DETECTED, incident, cause, where, description, custom, Links.detected(cause, outcome));
    }

    /** @param outcome as of {@link #detected} */
    Output resolved(
            Incident incident, Observation cause, StackOnHost where, String description, @Nullable String outcome) {
        List<Link> links = Links.resolved(incident, where.host, cause, outcome);
        return incident(INCIDENT_RESOLVED, incident, cause, where, description, object(), links);
    }

    private Output incident(
            String type,
            Incident incident,
            Observation cause,
            StackOnHost where,
            String description,
            ObjectNode custom,
            List<Link> links) {
        ObjectNode content = object().put("description", description);
        content.putObject("environment").put("id", where.host);
        content.putObject("service").put("id", where.stack.toString());
        if (incident.revision() != null) {
            content.put("artifactId", PackageUrl.of(where.stack, incident.revision()));
        }
        custom.put("kind", incident.kind().text()).put("since", incident.since().toString());
        String id = Links.id(cause.meta().id(), type, where.host, incident.id());
        return write(new Draft(type, id, incident.id(), where.stack.toString(), content, custom, links), cause);
    }

    /** A host was heard for the first time. Its id makes the event's: however often that is found anew, it is the same event. */
    Output environmentCreated(HostAlive host, Observation cause) {
        return environment(
                "dev.cdevents.environment.created.0.3.0",
                host,
                cause,
                EventFactory.derivedId("environment.created", host.host(), host.hostId()));
    }

    Output environmentModified(HostAlive host, Observation cause) {
        String type = "dev.cdevents.environment.modified.0.3.0";
        return environment(
                type, host, cause, EventFactory.derivedId(cause.meta().id(), type));
    }

    private Output environment(String type, HostAlive host, Observation cause, String id) {
        ObjectNode content = object().put("name", host.host());
        ObjectNode custom = object().put("hostId", host.hostId());
        custom.set("labels", EventJson.MAPPER.valueToTree(host.labels()));
        custom.set("versions", EventJson.MAPPER.valueToTree(host.versions()));
        return write(new Draft(type, id, host.host(), host.host(), content, custom, List.of()), cause);
    }

    /** @param distinct what tells several events of one type and cause from one another */
    Output event(
            String type,
            Observation cause,
            String subject,
            ObjectNode content,
            ObjectNode custom,
            String key,
            String... distinct) {
        String id = Links.id(cause.meta().id(), type, distinct);
        return write(new Draft(type, id, subject, key, content, custom, Links.trigger(cause)), cause);
    }

    /** A CDEvent, but for what all have from their cause. */
    private record Draft(
            String type,
            String id,
            String subject,
            String key,
            ObjectNode content,
            ObjectNode custom,
            List<Link> links) {}

    private Output.Foreign write(Draft draft, Observation cause) {
        var time = cause.appended().atOffset(ZoneOffset.UTC);
        CdEvent data = new CdEvent(
                new CdEvent.Context(
                        CdEvent.SPEC_VERSION,
                        draft.id(),
                        source,
                        draft.type(),
                        time,
                        null,
                        cause.meta().correlationId(),
                        draft.links().isEmpty() ? null : draft.links()),
                new CdEvent.Subject(draft.subject(), source, draft.content()),
                draft.custom(),
                "application/json");
        CloudEvent event = CloudEventBuilder.v1()
                .withId(draft.id())
                .withSource(URI.create(source))
                .withType(draft.type())
                .withSubject(draft.subject())
                .withTime(time)
                .withData("application/json", data.json())
                .withExtension("traceparent", cause.meta().traceparent())
                .withExtension("correlationid", cause.meta().correlationId())
                .withExtension("causationid", cause.meta().id())
                .build();
        return new Output.Foreign(Topic.CDEVENTS, draft.key(), event);
    }

    static ObjectNode object() {
        return EventJson.MAPPER.createObjectNode();
    }

    /** For {@code customData}: absent stays absent. */
    static ObjectNode reason(@Nullable String reason, @Nullable String message) {
        ObjectNode custom = object();
        if (reason != null) {
            custom.put("reason", reason);
        }
        return message == null ? custom : custom.put("message", message);
    }
}
