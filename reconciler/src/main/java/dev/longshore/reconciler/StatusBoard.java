/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.Envelope;
import dev.longshore.events.Event;
import dev.longshore.events.EventFactory;
import dev.longshore.events.HostAlive;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.StackStatus;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.Output;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is known of every stack on every host. Events go in; statuses that changed, and CDEvents, come out. Events of different topics may
 * come in any order: generations decide. Used by one thread.
 */
final class StatusBoard {
    private final EventFactory events;
    private final CdEvents cdEvents;
    private final DeploymentFold deployments;
    private final Hosts hosts = new Hosts();
    private final RepositoryFacts repositories = new RepositoryFacts();
    private final DesiredStacks desired = new DesiredStacks();
    /** By key of the status. */
    private final Map<String, StackOnHost> stacks = new TreeMap<>();

    private final Map<String, StackStatus> published = new TreeMap<>();

    StatusBoard(EventFactory events, CdEvents cdEvents) {
        this.events = events;
        this.cdEvents = cdEvents;
        this.deployments = new DeploymentFold(cdEvents);
    }

    /** A status that was published in an earlier life; the newest of each key counts. {@code now}: hosts have from now on to be heard. */
    void restore(StackStatus status, Instant now) {
        stacks.put(status.key(), StackOnHost.of(status));
        published.put(status.key(), status);
        repositories.restore(status);
        desired.restore(status);
        hosts.expect(status.host(), now);
    }

    /** A key that ended in an earlier life. */
    void restoreEnd(String key) {
        stacks.remove(key);
        published.remove(key);
    }

    /** An event that was folded in an earlier life, and of which no status tells everything. */
    void remember(Observation observation) {
        if (observation.event() instanceof RevisionEvent revision) {
            desired.apply(revision);
        } else if (observation.event() instanceof HostAlive alive) {
            hosts.heard(alive, observation.appended());
        }
    }

    /** Folds one event, and publishes what follows. */
    List<Output> apply(Observation observation) {
        Event event = observation.event();
        List<Output> outputs = new ArrayList<>();
        if (event instanceof SourceEvent source) {
            repositories.apply(source);
            outputs.addAll(changed(s -> s.stack.repository().equals(source.repository()), observation));
        } else if (event instanceof RevisionEvent revision) {
            revised(revision, observation, outputs);
        } else if (event instanceof HostAlive alive) {
            heard(alive, observation, outputs);
        } else if (event instanceof DeploymentEvent deployment) {
            reported(deployment, observation, outputs);
        }
        return outputs;
    }

    /** Looks at the time: which hosts have gone silent. */
    List<Output> tick(Instant now) {
        List<String> turned = hosts.turned(now);
        return turned.isEmpty() ? List.of() : changed(s -> turned.contains(s.host), null);
    }

    /** What every stack that is in its repository should be. */
    Map<StackId, Desired> desired() {
        return desired.present();
    }

    private void revised(RevisionEvent revision, Observation cause, List<Output> outputs) {
        desired.apply(revision);
        hosts.known().forEach(this::expectStacks);
        StackId stack = revision.stack();
        if (desired.of(stack).isRemoved()) {
            List<StackOnHost> untouched = stacks.values().stream()
                    .filter(s -> s.stack.equals(stack) && s.actual == null && s.deploying == null)
                    .toList();
            untouched.forEach(s -> forget(s, outputs));
        }
        outputs.addAll(changed(s -> s.stack.equals(stack), cause));
    }

    private void heard(HostAlive alive, Observation cause, List<Output> outputs) {
        Hosts.News news = hosts.heard(alive, cause.appended());
        if (news == Hosts.News.CREATED) {
            outputs.add(cdEvents.environmentCreated(alive, cause));
        } else if (news == Hosts.News.MODIFIED) {
            outputs.add(cdEvents.environmentModified(alive, cause));
        }
        if (expectStacks(alive)) {
            outputs.addAll(changed(s -> s.host.equals(alive.host()), cause));
        }
    }

    private void reported(DeploymentEvent event, Observation cause, List<Output> outputs) {
        String key = event.stack() + "@" + event.host();
        if (event instanceof DeploymentEvent.Orphaned || event instanceof DeploymentEvent.Removed) {
            left(stacks.get(key), event, cause, outputs);
            return;
        }
        StackOnHost facts = stacks.computeIfAbsent(key, k -> new StackOnHost(event.stack(), event.host()));
        boolean isNews = desired.told(event);
        outputs.addAll(deployments.apply(facts, event, cause));
        outputs.addAll(
                changed(s -> isNews ? s.stack.equals(event.stack()) : s.key().equals(key), cause));
    }

    private void left(
            @Nullable StackOnHost facts, DeploymentEvent event, Observation cause, List<Output> outputs) {
        if (facts != null) {
            outputs.addAll(
                    event instanceof DeploymentEvent.Removed removed
                            ? deployments.removed(facts, removed, cause)
                            : deployments.orphaned(facts, cause));
            forget(facts, outputs);
        }
    }

    /** A host should run every stack that selects it, also those it has not told of yet. */
    private boolean expectStacks(HostAlive host) {
        boolean more = false;
        for (StackId stack : desired.selecting(host)) {
            String key = stack + "@" + host.host();
            if (!stacks.containsKey(key)) {
                stacks.put(key, new StackOnHost(stack, host.host()));
                more = true;
            }
        }
        return more;
    }

    private void forget(StackOnHost facts, List<Output> outputs) {
        stacks.remove(facts.key());
        if (published.remove(facts.key()) != null) {
            outputs.add(new Output.Gone(Topic.STATUS, facts.key()));
        }
    }

    private List<Output> changed(Predicate<StackOnHost> affected, @Nullable Observation cause) {
        List<Output> outputs = new ArrayList<>();
        stacks.values().stream().filter(affected).forEach(facts -> {
            StackStatus status = view(facts);
            if (!status.equals(published.put(facts.key(), status))) {
                outputs.add(new Output.Told(told(status, cause)));
            }
        });
        return outputs;
    }

    private Envelope<StackStatus> told(StackStatus status, @Nullable Observation cause) {
        return events.causedByNullable(cause == null ? null : cause.meta(), status);
    }

    private StackStatus view(StackOnHost facts) {
        return new StatusView(facts, desired.of(facts.stack), repositories, hosts.silentSince(facts.host)).status();
    }

    /** Every status as it was last published. */
    Collection<StackStatus> statuses() {
        return List.copyOf(published.values());
    }
}
