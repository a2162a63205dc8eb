/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.events.EventFactory;
import dev.longshore.events.EventJson;
import dev.longshore.events.HostAlive;
import dev.longshore.events.Revision;
import dev.longshore.events.StackId;
import dev.longshore.events.StackStatus.Incident;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.Output;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Writes CDEvents 0.5.1 (https://cdevents.dev) in their CloudEvents 1.0 binding: id, source, type, subject and time equal those of the
 * CDEvent's context. The same cause gives the same event, byte for byte: ids are derived, times are the broker's.
 */
final class CdEvents {
    static final String INCIDENT_DETECTED = "dev.cdevents.incident.detected.0.3.0";
    static final String INCIDENT_RESOLVED = "dev.cdevents.incident.resolved.0.3.0";

    private static final String SPEC_VERSION = "0.5.1";

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
    }

    /** @param revision null for a service that is removed, of which the schema allows no artifact */
    Output service(
            Service what,
            Observation cause,
            StackId stack,
            String host,
            @Nullable Revision revision,
            ObjectNode custom) {
        ObjectNode content = object();
        content.putObject("environment").put("id", host);
        if (revision != null) {
            content.put("artifactId", artifact(stack, revision));
        }
        return event(what.type, cause, stack.toString(), content, custom, stack.toString(), host);
    }

    Output deployment(Deployment what, Observation cause, StackId stack, String host, ObjectNode content) {
        return event(what.type, cause, stack + "@" + host, content, object(), stack.toString(), host);
    }

    Output detected(Incident incident, Observation cause, StackOnHost where, String description, ObjectNode custom) {
        return incident(INCIDENT_DETECTED, incident, cause, where, description, custom);
    }

    Output resolved(Incident incident, Observation cause, StackOnHost where, String description) {
        return incident(INCIDENT_RESOLVED, incident, cause, where, description, object());
    }

    private Output incident(
            String type,
            Incident incident,
            Observation cause,
            StackOnHost where,
            String description,
            ObjectNode custom) {
        ObjectNode content = object().put("description", description);
        content.putObject("environment").put("id", where.host);
        content.putObject("service").put("id", where.stack.toString());
        if (incident.revision() != null) {
            content.put("artifactId", artifact(where.stack, incident.revision()));
        }
        custom.put("kind", incident.kind().text()).put("since", incident.since().toString());
        return event(type, cause, incident.id(), content, custom, where.stack.toString(), where.host, incident.id());
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
        return write(type, id, cause, host.host(), content, custom, host.host());
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
        String id = EventFactory.derivedId(cause.meta().id(), type, String.join("\u0000", distinct));
        return write(type, id, cause, subject, content, custom, key);
    }

    private Output write(
            String type,
            String id,
            Observation cause,
            String subject,
            ObjectNode content,
            ObjectNode custom,
            String key) {
        var time = cause.appended().atOffset(ZoneOffset.UTC);
        ObjectNode data = object();
        data.putObject("context")
                .put("specversion", SPEC_VERSION)
                .put("id", id)
                .put("source", source)
                .put("type", type)
                .put("timestamp", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time))
                .put("chainId", cause.meta().correlationId());
        data.putObject("subject").put("id", subject).put("source", source).set("content", content);
        data.set("customData", custom);
        data.put("customDataContentType", "application/json");
        CloudEvent event = CloudEventBuilder.v1()
                .withId(id)
                .withSource(URI.create(source))
                .withType(type)
                .withSubject(subject)
                .withTime(time)
                .withData("application/json", json(data))
                .withExtension("traceparent", cause.meta().traceparent())
                .withExtension("correlationid", cause.meta().correlationId())
                .withExtension("causationid", cause.meta().id())
                .build();
        return new Output.Foreign(Topic.CDEVENTS, key, event);
    }

    /** A package URL (https://github.com/package-url/purl-spec): the stack as of a commit. */
    static String artifact(StackId stack, Revision revision) {
        return "pkg:generic/" + stack.repository() + "/" + stack.stack() + "@" + revision.commit();
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

    private static byte[] json(ObjectNode data) {
        try {
            return EventJson.MAPPER.writeValueAsBytes(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON cannot be written as JSON", e);
        }
    }
}
