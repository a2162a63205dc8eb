/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.explain;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.Envelope;
import dev.longshore.events.Event;
import dev.longshore.events.HostAlive;
import dev.longshore.events.PushReceived;
import dev.longshore.events.Revision;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.StackCommand;
import dev.longshore.events.StackId;
import dev.longshore.events.SyncRequested;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the log says that concerns one stack: everything else is passed over, and of what concerns it the newest is kept, so that a week of
 * a busy repository fits. Requests have to come before the looks that answer them; events of one host in their order.
 */
final class StackFacts {
    private static final int MOST_COMMANDS = 200;
    private static final int MOST_REVISIONS = 100;

    private final StackId stack;
    private final SourceFacts source;
    private final Recent<String, Told<StackCommand>> commands = new Recent<>(MOST_COMMANDS);
    private final Recent<Long, Told<RevisionEvent>> revisions = new Recent<>(MOST_REVISIONS);
    private final Map<String, HostFacts> hosts = new TreeMap<>();
    private final Map<String, Told<HostAlive>> heartbeats = new TreeMap<>();

    StackFacts(StackId stack) {
        this.stack = stack;
        this.source = new SourceFacts(stack);
    }

    StackId stack() {
        return stack;
    }

    SourceFacts source() {
        return source;
    }

    /** @param appended when the broker took it */
    void accept(Envelope<?> envelope, Instant appended) {
        Event event = envelope.event();
        if (event instanceof PushReceived || event instanceof SyncRequested) {
            if (event.key().equals(stack.repository())) {
                source.asked(new Told<>(envelope.meta(), event, appended));
            }
        } else if (event instanceof SourceEvent look) {
            if (look.repository().equals(stack.repository())) {
                source.looked(new Told<>(envelope.meta(), look, appended));
            }
        } else if (event instanceof HostAlive alive) {
            heartbeats.put(alive.host(), new Told<>(envelope.meta(), alive, appended));
        } else if (event.key().equals(stack.toString())) {
            ofTheStack(envelope, appended);
        }
    }

    private void ofTheStack(Envelope<?> envelope, Instant appended) {
        Event event = envelope.event();
        if (event instanceof RevisionEvent revision) {
            revisions.put(revision.generation(), new Told<>(envelope.meta(), revision, appended));
        } else if (event instanceof StackCommand command) {
            commands.put(envelope.id(), new Told<>(envelope.meta(), command, appended));
        } else if (event instanceof DeploymentEvent deployment) {
            hosts.computeIfAbsent(deployment.host(), host -> new HostFacts())
                    .accept(new Told<>(envelope.meta(), deployment, appended));
        }
    }

    /** Whether anything on the log says that there is or was such a stack. */
    boolean isKnown() {
        return !revisions.oldestFirst().isEmpty()
                || !hosts.isEmpty()
                || !source.affecting().isEmpty();
    }

    /** The newest word on what the stack should be. */
    Optional<Told<RevisionEvent>> desired() {
        return revisions.oldestFirst().stream()
                .max(Comparator.comparing(told -> told.event().generation()));
    }

    Optional<Told<RevisionEvent>> revision(long generation) {
        return revisions.get(generation);
    }

    /** The newest generation of a revision; empty once a newer one has taken its place on the log and no host told of it. */
    Optional<Long> generation(Revision revision) {
        Stream<Long> announced = revisions.oldestFirst().stream()
                .map(Told::event)
                .filter(event -> event instanceof RevisionEvent.Changed changed
                        && changed.revision().equals(revision))
                .map(RevisionEvent::generation);
        Stream<Long> told = hosts.values().stream()
                .flatMap(host -> host.deployments().stream())
                .map(one -> Ends.of(one.event()))
                .filter(end -> revision.equals(end.revision()))
                .map(Ends::generation);
        return Stream.concat(announced, told).max(Comparator.naturalOrder());
    }

    Optional<Told<StackCommand>> command(@Nullable String id) {
        return id == null ? Optional.empty() : commands.get(id);
    }

    /** The drift that led to a deployment: that of images which moved. */
    Optional<DeploymentEvent.DriftDetected> moved(@Nullable String id) {
        return hosts.values().stream()
                .flatMap(host -> host.driftsNewestFirst().stream())
                .filter(told -> told.id().equals(id))
                .map(Told::event)
                .filter(DeploymentEvent.DriftDetected.class::isInstance)
                .map(DeploymentEvent.DriftDetected.class::cast)
                .findFirst();
    }

    /** By name. */
    Map<String, HostFacts> hosts() {
        return hosts;
    }

    /** The last heartbeat of a host, if it is not long ago. */
    Optional<Told<HostAlive>> heartbeat(String host) {
        return Optional.ofNullable(heartbeats.get(host));
    }

    List<HostAlive> alive(Instant since) {
        return heartbeats.values().stream()
                .filter(told -> !told.at().isBefore(since))
                .map(Told::event)
                .toList();
    }
}
