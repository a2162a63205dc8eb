/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.explain;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.Event;
import dev.longshore.events.Revision;
import dev.longshore.events.SourceEvent;
import dev.longshore.reconciler.explain.Explanation.Delivery;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Pushes and requests by people, each with its one end: the first event of the syncer that names it. */
final class Deliveries {
    private final StackFacts facts;

    Deliveries(StackFacts facts) {
        this.facts = facts;
    }

    /** Newest first. */
    List<Delivery> newest(int most) {
        return facts.source().deliveries().stream()
                .limit(most)
                .map(this::delivery)
                .toList();
    }

    private Delivery delivery(Told<Event> told) {
        Optional<Told<SourceEvent>> end = facts.source().end(told.id());
        if (end.isEmpty()) {
            return new Delivery(
                    Requests.shown(told), "waiting", null, null, false, null, "no syncer has looked yet", Map.of());
        }
        SourceEvent event = end.get().event();
        Revision revision = SourceFacts.revision(event);
        boolean affected =
                event instanceof SourceEvent.Changed changed && changed.stacks().contains(facts.stack());
        return new Delivery(
                Requests.shown(told),
                end.get().type(),
                end.get().at(),
                revision,
                affected,
                event instanceof SourceEvent.Failed failed ? failed.reason() : null,
                text(event, affected),
                affected && revision != null ? onHosts(revision) : Map.of());
    }

    private String text(SourceEvent event, boolean affected) {
        if (event instanceof SourceEvent.Failed failed) {
            return "the repository could not be read: " + Words.reason(failed.reason(), failed.message());
        }
        if (event instanceof SourceEvent.Unchanged unchanged) {
            return unchanged.revision().brief() + " was known already";
        }
        SourceEvent.Changed changed = (SourceEvent.Changed) event;
        String brief = changed.revision().brief();
        if (!affected) {
            return brief + " changes nothing in this stack";
        }
        return brief + " was announced for this stack" + generation(changed.revision());
    }

    private String generation(Revision revision) {
        return facts.generation(revision)
                .map(generation -> " as generation " + generation)
                .orElse("");
    }

    private Map<String, String> onHosts(Revision revision) {
        Map<String, String> hosts = new TreeMap<>();
        facts.hosts().forEach((name, host) -> {
            String newest = newest(host, revision);
            if (newest != null) {
                hosts.put(name, newest);
            }
        });
        return hosts;
    }

    private static @Nullable String newest(HostFacts host, Revision revision) {
        String newest = null;
        for (Told<DeploymentEvent> told : host.deployments()) {
            if (Ends.isFate(told.event())
                    && revision.equals(Ends.of(told.event()).revision())) {
                newest = told.type();
            }
        }
        return newest;
    }
}
