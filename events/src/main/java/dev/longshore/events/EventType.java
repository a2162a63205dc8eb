/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Every event type: its CloudEvents {@code type}, the record that is its data, and its topic. */
public enum EventType {
    PUSH_RECEIVED("push.received", PushReceived.class, Topic.SYNC),
    SYNC_REQUESTED("sync.requested", SyncRequested.class, Topic.SYNC),
    REPOSITORY_ADMITTED("repository.admitted", RepositoryAdmitted.class, Topic.REPOSITORY),
    SOURCE_CHANGED("source.changed", SourceEvent.Changed.class, Topic.SOURCE),
    SOURCE_UNCHANGED("source.unchanged", SourceEvent.Unchanged.class, Topic.SOURCE),
    SOURCE_FAILED("source.failed", SourceEvent.Failed.class, Topic.SOURCE),
    SOURCE_RECOVERED("source.recovered", SourceEvent.Recovered.class, Topic.SOURCE),
    REVISION_CHANGED("revision.changed", RevisionEvent.Changed.class, Topic.REVISION),
    STACK_REMOVED("stack.removed", RevisionEvent.Removed.class, Topic.REVISION),
    DRIFT_CHECK("drift.check", DriftCheck.class, Topic.DRIFT),
    STACK_COMMAND("stack.command", StackCommand.class, Topic.COMMAND),
    DEPLOYMENT_STARTED("deployment.started", DeploymentEvent.Started.class, Topic.DEPLOYMENT),
    DEPLOYMENT_SUCCEEDED("deployment.succeeded", DeploymentEvent.Succeeded.class, Topic.DEPLOYMENT),
    DEPLOYMENT_FAILED("deployment.failed", DeploymentEvent.Failed.class, Topic.DEPLOYMENT),
    DEPLOYMENT_ROLLEDBACK("deployment.rolledback", DeploymentEvent.RolledBack.class, Topic.DEPLOYMENT),
    DEPLOYMENT_SUPERSEDED("deployment.superseded", DeploymentEvent.Superseded.class, Topic.DEPLOYMENT),
    DEPLOYMENT_SKIPPED("deployment.skipped", DeploymentEvent.Skipped.class, Topic.DEPLOYMENT),
    DEPLOYMENT_REFUSED("deployment.refused", DeploymentEvent.Refused.class, Topic.DEPLOYMENT),
    DEPLOYMENT_ORPHANED("deployment.orphaned", DeploymentEvent.Orphaned.class, Topic.DEPLOYMENT),
    DEPLOYMENT_REMOVED("deployment.removed", DeploymentEvent.Removed.class, Topic.DEPLOYMENT),
    DEPLOYMENT_SUSPENDED("deployment.suspended", DeploymentEvent.Suspended.class, Topic.DEPLOYMENT),
    DEPLOYMENT_RESUMED("deployment.resumed", DeploymentEvent.Resumed.class, Topic.DEPLOYMENT),
    DRIFT_DETECTED("drift.detected", DeploymentEvent.DriftDetected.class, Topic.DEPLOYMENT),
    DRIFT_CORRECTED("drift.corrected", DeploymentEvent.DriftCorrected.class, Topic.DEPLOYMENT),
    HOST_ALIVE("host.alive", HostAlive.class, Topic.DEPLOYMENT),
    STATUS_CHANGED("status.changed", StackStatus.class, Topic.STATUS),
    DEAD_LETTER("dead.letter", DeadLetter.class, Topic.DEAD_LETTER);

    private static final String PREFIX = "dev.longshore.";
    private static final String VERSION = ".v1";
    private static final Map<String, EventType> BY_TYPE =
            Arrays.stream(values()).collect(toUnmodifiableMap(EventType::type, Function.identity()));
    private static final Map<Class<?>, EventType> BY_DATA =
            Arrays.stream(values()).collect(toUnmodifiableMap(EventType::data, Function.identity()));

    private final String shortName;
    private final Class<? extends Event> data;
    private final Topic topic;

    EventType(String shortName, Class<? extends Event> data, Topic topic) {
        this.shortName = shortName;
        this.data = data;
        this.topic = topic;
    }

    /** The CloudEvents {@code type}, such as {@code dev.longshore.push.received.v1}. */
    public String type() {
        return PREFIX + shortName + VERSION;
    }

    /** The type without prefix and version, such as {@code push.received}: what people read and filter by. */
    public String shortName() {
        return shortName;
    }

    public Class<? extends Event> data() {
        return data;
    }

    public Topic topic() {
        return topic;
    }

    /** The type of this CloudEvents {@code type}; empty for one we do not know. */
    public static Optional<EventType> ofType(String type) {
        return Optional.ofNullable(BY_TYPE.get(type));
    }

    public static EventType of(Event event) {
        EventType type = BY_DATA.get(event.getClass());
        if (type == null) {
            throw new IllegalStateException("no event type is registered for " + event.getClass());
        }
        return type;
    }
}
