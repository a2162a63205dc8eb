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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What is known of every stack on every host. Events go in; statuses that changed, and CDEvents, come out. Nothing but the events decides:
 * in whatever order those of different keys come, and wherever it is made anew from what it published, it ends at the same. What an event
 * costs depends on the stacks it is about, not on how many there are. Used by one thread.
 */
final class StatusBoard {
    private final EventFactory events;
    private final CdEvents cdEvents;
    private final DeploymentFold deployments;
    private final HookWatch hooks;
    private final Hosts hosts = new Hosts();
    private final RepositoryFacts repositories;
    private final DesiredStacks desired = new DesiredStacks();
    private final StackIndex stacks = new StackIndex();
    /** By key of the status. */
    private final Map<String, StackStatus> published = new HashMap<>();

    /** @param turned see {@link HookWatch} */
    StatusBoard(EventFactory events, CdEvents cdEvents, BiConsumer<String, StackStatus.Hook> turned) {
        this.events = events;
        this.cdEvents = cdEvents;
        this.deployments = new DeploymentFold(cdEvents);
        this.hooks = new HookWatch(new HookIncidents(cdEvents), turned);
        this.repositories = new RepositoryFacts(hooks);
    }

    /** A status that was published in an earlier life; the newest of each key counts. {@code now}: hosts have from now on to be heard. */
    void restore(StackStatus status, Instant now) {
        stacks.put(StackOnHost.of(status));
        published.put(status.key(), status);
        repositories.restore(status);
        desired.restore(status);
        hosts.expect(status.host(), new Hosts.Presence(status.hostId(), status.hostSilentSince()), now);
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
        } else if (observation.event() instanceof SourceEvent source) {
            repositories.remember(source, observation);
        }
    }

    /** Folds one event, and publishes what follows. */
    List<Output> apply(Observation observation) {
        Event event = observation.event();
        List<Output> outputs = new ArrayList<>();
        if (event instanceof SourceEvent source) {
            if (repositories.apply(source, observation, outputs)) {
                show(stacks.ofRepository(source.repository()), observation, outputs);
            }
        } else if (event instanceof RevisionEvent revision) {
            desired.apply(revision);
            hosts.known().forEach(host -> expect(revision.stack(), host));
            show(stacks.ofStack(revision.stack()), observation, outputs);
        } else if (event instanceof HostAlive alive) {
            heard(alive, observation, outputs);
        } else if (event instanceof DeploymentEvent deployment) {
            reported(deployment, observation, outputs);
        }
        return outputs;
    }

    /** Looks at the time: which hosts have gone silent, and which webhooks did not announce what they should have. */
    List<Output> tick(Instant now) {
        List<Output> outputs = new ArrayList<>();
        hosts.turned(now).forEach(host -> show(stacks.onHost(host), null, outputs));
        hooks.overdue(now).forEach(repository -> {
            outputs.addAll(hooks.expire(repository, now));
            show(stacks.ofRepository(repository), null, outputs);
        });
        return outputs;
    }

    /** What every stack that is in its repository should be. */
    Map<StackId, Desired> desired() {
        return desired.present();
    }

    Desired desired(StackId stack) {
        return desired.of(stack);
    }

    private void heard(HostAlive alive, Observation cause, List<Output> outputs) {
        Hosts.News news = hosts.heard(alive, cause.appended());
        if (news == Hosts.News.NONE) {
            return;
        }
        if (news == Hosts.News.CREATED) {
            outputs.add(cdEvents.environmentCreated(alive, cause));
        } else if (news == Hosts.News.MODIFIED) {
            outputs.add(cdEvents.environmentModified(alive, cause));
        }
        desired.selecting(alive).forEach(stack -> expect(stack, alive));
        show(stacks.onHost(alive.host()), cause, outputs);
    }

    private void reported(DeploymentEvent event, Observation cause, List<Output> outputs) {
        StackOnHost known = stacks.get(event.stack() + "@" + event.host());
        StackOnHost facts = known == null ? new StackOnHost(event.stack(), event.host()) : known;
        if (event instanceof DeploymentEvent.Orphaned || event instanceof DeploymentEvent.Removed) {
            outputs.addAll(facts.isTold() ? deployments.left(facts, event, cause) : List.of());
            facts = new StackOnHost(event.stack(), event.host());
        } else {
            outputs.addAll(deployments.apply(facts, event, cause));
        }
        stacks.put(facts);
        boolean isNews = desired.told(event);
        show(isNews ? stacks.ofStack(event.stack()) : List.of(facts), cause, outputs);
    }

    /** A host should run every stack that selects it, also those it has not told of yet. */
    private void expect(StackId stack, HostAlive host) {
        if (desired.selects(stack, host) && stacks.get(stack + "@" + host.host()) == null) {
            stacks.put(new StackOnHost(stack, host.host()));
        }
    }

    /** Publishes what changed of these, and the end of those that nobody told of or expects any more. */
    private void show(List<StackOnHost> affected, @Nullable Observation cause, List<Output> outputs) {
        for (StackOnHost facts : affected) {
            String key = facts.key();
            if (!facts.isTold() && !isExpected(facts)) {
                stacks.remove(key);
                if (published.remove(key) != null) {
                    outputs.add(new Output.Gone(Topic.STATUS, key));
                }
                continue;
            }
            StackStatus status = view(facts);
            if (!status.equals(published.put(key, status))) {
                outputs.add(new Output.Told(told(status, cause)));
            }
        }
    }

    /** While the host's labels are not known, it has the benefit of the doubt. */
    private boolean isExpected(StackOnHost facts) {
        return hosts.named(facts.host)
                .map(host -> desired.selects(facts.stack, host))
                .orElseGet(() -> !desired.of(facts.stack).isRemoved());
    }

    private Envelope<StackStatus> told(StackStatus status, @Nullable Observation cause) {
        return cause == null
                ? events.first(status)
                : events.causedBy(
                        cause.meta(),
                        status,
                        EventFactory.derivedId(
                                "status", status.key(), cause.meta().id()));
    }

    private StackStatus view(StackOnHost facts) {
        return new StatusView(facts, desired.of(facts.stack), repositories, hosts.presence(facts.host)).status();
    }

    /** Every status as it was last published. */
    Collection<StackStatus> statuses() {
        return List.copyOf(published.values());
    }
}
