/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify;

import dev.longshore.events.kafka.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Collects notices of one cause for a while, by the broker's clock: read again after a restart, they come together in the same way. What
 * is complete comes out in the order in which it was opened, and the notices of one stack in their own order. Confined to one thread.
 */
final class Causes {
    private final Duration window;
    /** In the order in which they were opened. */
    private final Deque<Cause> open = new ArrayDeque<>();

    private final Map<String, Cause> byKey = new HashMap<>();
    /** Number of the youngest cause that has something of a subject. */
    private final Map<String, Long> youngest = new HashMap<>();

    private long opened;

    Causes(Duration window) {
        this.window = window;
    }

    void add(Notice notice, Position position) {
        Cause known = byKey.get(notice.cause());
        Cause cause = known != null && mayJoin(known, notice) ? known : begin(notice);
        cause.add(notice, position);
        youngest.put(notice.subject(), cause.number());
    }

    /** Joining an older message than the one that has the subject's last notice would turn their order around. */
    private boolean mayJoin(Cause cause, Notice notice) {
        return !window.isZero()
                && notice.time().isBefore(cause.opened().plus(window))
                && youngest.getOrDefault(notice.subject(), 0L) <= cause.number();
    }

    private Cause begin(Notice notice) {
        Cause cause = new Cause(notice.cause(), ++opened, notice.time());
        open.add(cause);
        byKey.put(notice.cause(), cause);
        return cause;
    }

    /**
     * The oldest cause, if nothing more can come of it.
     *
     * @param readUpTo up to when everything that the broker took has been added
     */
    Optional<Cause> complete(Instant readUpTo) {
        Cause first = open.peek();
        boolean isComplete = first != null
                && (window.isZero() || !first.opened().plus(window).isAfter(readUpTo));
        return isComplete ? Optional.of(take()) : Optional.empty();
    }

    /** The oldest cause, complete or not. */
    Optional<Cause> force() {
        return open.isEmpty() ? Optional.empty() : Optional.of(take());
    }

    private Cause take() {
        Cause cause = open.remove();
        byKey.remove(cause.key(), cause);
        youngest.values().removeIf(number -> number == cause.number());
        return cause;
    }

    /** Drops what is somebody else's now. */
    void forget(Predicate<Position> lost) {
        for (Iterator<Cause> causes = open.iterator(); causes.hasNext(); ) {
            Cause cause = causes.next();
            if (cause.forget(lost)) {
                causes.remove();
                byKey.remove(cause.key(), cause);
            }
        }
    }

    /** How many notices are being collected. */
    int size() {
        return open.stream().mapToInt(Cause::size).sum();
    }

    /** When the broker took the oldest of them; null if there is none. */
    @Nullable
    Instant oldest() {
        Cause first = open.peek();
        return first == null ? null : first.opened();
    }
}
