/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.Revision;
import dev.longshore.events.StackId;
import dev.longshore.events.StackStatus;
import dev.longshore.events.StackStatus.Entry;
import dev.longshore.events.StackStatus.Incident;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a host told of one stack: the facts that its status is made of. */
final class StackOnHost {
    final StackId stack;
    final String host;

    @Nullable
    Revision actual;

    @Nullable
    Revision golden;
    /** The revision being applied; null when none is. */
    @Nullable
    Revision deploying;

    @Nullable
    Instant lastSynced;

    /** Why the newest generation is not begun yet; null unless the host told. */
    StackStatus.@Nullable Waiting waiting;

    /** A person wants it left alone. */
    boolean suspended;

    List<Drift> drift = List.of();
    final Set<Revision> quarantined = new LinkedHashSet<>();
    private final List<Incident> incidents = new ArrayList<>();
    private final Deque<Entry> history = new ArrayDeque<>();

    StackOnHost(StackId stack, String host) {
        this.stack = stack;
        this.host = host;
    }

    static StackOnHost of(StackStatus status) {
        StackOnHost facts = new StackOnHost(status.stack(), status.host());
        facts.actual = status.actualRevision();
        facts.golden = status.goldenRevision();
        facts.deploying = status.deployingRevision();
        facts.suspended = status.suspended();
        facts.waiting = status.waiting();
        facts.lastSynced = status.lastSyncedAt();
        facts.drift = status.driftDetails();
        facts.quarantined.addAll(status.quarantinedRevisions());
        facts.incidents.addAll(status.incidents());
        facts.history.addAll(status.history());
        return facts;
    }

    String key() {
        return stack + "@" + host;
    }

    /** Whether the host told of the stack, and still has it; else it is only expected to. */
    boolean isTold() {
        return lastEnd().isPresent()
                || suspended
                || Stream.of(actual, golden, deploying, waiting).anyMatch(Objects::nonNull)
                || !drift.isEmpty();
    }

    /** Generation of the newest deployment that ended; 0 before the first. */
    long endedGeneration() {
        return lastEnd().map(Entry::generation).orElse(0L);
    }

    Optional<Entry> lastEnd() {
        return Optional.ofNullable(history.peekFirst());
    }

    /** Whether an end is news: not told before, and not older than what is known. */
    boolean isNews(String eventId, long generation) {
        return generation >= endedGeneration()
                && history.stream().noneMatch(entry -> entry.eventId().equals(eventId));
    }

    void ended(Entry entry) {
        deploying = null;
        history.addFirst(entry);
        if (history.size() > StackStatus.MOST_HISTORY) {
            history.removeLast();
        }
    }

    /** Opens an incident, unless there is one of that kind and revision, or there are too many already. */
    boolean open(Incident incident) {
        boolean known = incidents.stream()
                .anyMatch(
                        open -> open.kind() == incident.kind() && Objects.equals(open.revision(), incident.revision()));
        return !known && incidents.size() < StackStatus.MOST_INCIDENTS && incidents.add(incident);
    }

    /** Closes and returns the incidents of these kinds. */
    List<Incident> close(Set<Incident.Kind> kinds) {
        List<Incident> closed =
                incidents.stream().filter(open -> kinds.contains(open.kind())).toList();
        incidents.removeAll(closed);
        return closed;
    }

    List<Incident> incidents() {
        return List.copyOf(incidents);
    }

    List<Entry> history() {
        return List.copyOf(history);
    }
}
