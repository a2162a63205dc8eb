/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.explain;

import dev.longshore.events.Event;
import dev.longshore.events.PushReceived;
import dev.longshore.events.Revision;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.SyncRequested;
import dev.longshore.events.Trigger;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who asked for looks at the stack's repository, and how those ended. */
final class SourceFacts {
    /** Polls come by themselves: pushes and people are remembered apart from them. */
    private static final int MOST_DELIVERIES = 2000;

    private static final int MOST_POLLS = 5000;
    private static final int MOST_LOOKS = 300;

    private final StackId stack;
    private final Recent<String, Told<Event>> deliveries = new Recent<>(MOST_DELIVERIES);
    private final Recent<String, Told<Event>> polls = new Recent<>(MOST_POLLS);
    /** By request: the first event that names it is its end. */
    private final Recent<String, Told<SourceEvent>> ends = new Recent<>(MOST_DELIVERIES);
    /** Looks that brought the stack something. */
    private final Recent<String, Told<SourceEvent>> affecting = new Recent<>(MOST_LOOKS);

    private @Nullable Revision head;
    private @Nullable Told<SourceEvent> failing;
    private @Nullable Told<SourceEvent> firstFailing;

    SourceFacts(StackId stack) {
        this.stack = stack;
    }

    void asked(Told<Event> told) {
        boolean isPoll = told.event() instanceof SyncRequested sync && sync.trigger() == Trigger.POLL;
        (isPoll ? polls : deliveries).putIfAbsent(told.id(), told);
    }

    void looked(Told<SourceEvent> told) {
        SourceEvent event = told.event();
        if (event instanceof SourceEvent.Failed) {
            firstFailing = failing == null ? told : firstFailing;
            failing = told;
        } else {
            failing = null;
            head = revision(event);
        }
        if (event instanceof SourceEvent.Changed changed && changed.stacks().contains(stack)) {
            affecting.putIfAbsent(told.id(), told);
        }
        event.requests().stream()
                .filter(id -> deliveries.get(id).isPresent())
                .forEach(id -> ends.putIfAbsent(id, told));
    }

    static @Nullable Revision revision(SourceEvent event) {
        if (event instanceof SourceEvent.Changed changed) {
            return changed.revision();
        }
        if (event instanceof SourceEvent.Unchanged unchanged) {
            return unchanged.revision();
        }
        return event instanceof SourceEvent.Recovered recovered ? recovered.revision() : null;
    }

    @Nullable
    Revision head() {
        return head;
    }

    /** The newest look, if it failed. */
    Optional<Told<SourceEvent>> failing() {
        return Optional.ofNullable(failing);
    }

    /** The first of the failed looks that end with {@link #failing}. */
    Optional<Told<SourceEvent>> firstFailing() {
        return failing == null ? Optional.empty() : Optional.ofNullable(firstFailing);
    }

    /** Oldest first. */
    List<Told<SourceEvent>> affecting() {
        return affecting.oldestFirst();
    }

    Optional<Told<Event>> request(String id) {
        return deliveries.get(id).or(() -> polls.get(id));
    }

    /** Pushes and requests by people, newest first. */
    List<Told<Event>> deliveries() {
        return deliveries.newestFirst();
    }

    /** How many older ones there are. */
    long olderDeliveries() {
        return deliveries.dropped();
    }

    Optional<Told<SourceEvent>> end(String request) {
        return ends.get(request);
    }

    /** How many events it remembers. */
    long kept() {
        return (long) deliveries.size() + polls.size() + ends.size() + affecting.size();
    }

    /** The newest push that the log has. */
    Optional<Told<Event>> newestPush() {
        return deliveries.newestFirst().stream()
                .filter(told -> told.event() instanceof PushReceived)
                .findFirst();
    }
}
