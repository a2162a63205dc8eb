/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.store;

import dev.longshore.applier.tree.Manifest;
import dev.longshore.events.Revision;
import dev.longshore.events.StackId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of one stack on this host, and how one thing leads to the next. Immutable; {@link StackStore} keeps it.
 *
 * @param observed newest generation taken in; nothing at or below it is looked at again
 * @param settled newest generation whose end is decided; below {@code observed} there is work to do
 * @param desired null if this host should not run the stack
 * @param applied what runs, as far as is known; null while nothing does, or nobody knows what does
 * @param golden what to return to; null until a first revision has passed its gate
 * @param former revisions that were golden before, newest last
 * @param pending null unless an apply has begun and not ended
 * @param quarantined revisions that did not pass, newest last
 * @param tree what may have been copied into the tree, by revisions that ended and by one that was cut off
 * @param outbox events to send, in order
 */
public record StackState(
        StackId stack,
        long observed,
        long settled,
        @Nullable Desired desired,
        @Nullable Applied applied,
        @Nullable Applied golden,
        List<Applied> former,
        @Nullable Pending pending,
        List<Revision> quarantined,
        Manifest tree,
        List<OutgoingEvent> outbox) {
    private static final int QUARANTINE = 50;
    private static final int OUTBOX = 100;

    public StackState {
        former = former == null ? List.of() : List.copyOf(former); // an older version wrote none
        quarantined = List.copyOf(quarantined);
        outbox = List.copyOf(outbox);
    }

    /** A stack that was never heard of. */
    public static StackState unknown(StackId stack) {
        return new StackState(stack, 0, 0, null, null, null, List.of(), null, List.of(), Manifest.EMPTY, List.of());
    }

    /** The revision to work on; null if there is none. */
    public @Nullable Desired unsettled() {
        Desired wanted = desired;
        return wanted != null && wanted.generation() > settled ? wanted : null;
    }

    /** The log asks for a newer generation. */
    public StackState desire(Desired next) {
        return with(draft -> {
            draft.observed = next.generation();
            draft.desired = next;
        });
    }

    /** This host should not run the stack any more. What runs is left to its owner; golden is kept, the stack may come back. */
    public StackState release(long generation) {
        return with(draft -> {
            draft.observed = generation;
            draft.settled = generation;
            draft.desired = null;
            draft.applied = null;
            draft.pending = null;
        });
    }

    /** An apply is about to touch files and containers. */
    public StackState begin(Pending begun, Manifest next) {
        Map<String, Manifest.Entry> both = new HashMap<>(tree.files());
        next.files().forEach(both::putIfAbsent);
        return with(draft -> {
            draft.pending = begun;
            draft.tree = new Manifest(new TreeMap<>(both));
        });
    }

    /** The pending apply goes on differently. */
    public StackState mark(Pending changed) {
        return with(draft -> draft.pending = changed);
    }

    /** A revision passed its gate. */
    public StackState succeed(Applied next, Manifest copied) {
        return with(draft -> {
            draft.settled = Math.max(settled, next.generation());
            draft.applied = desired == null ? null : next; // released meanwhile: what runs is not ours to look after
            draft.golden = next;
            draft.former = formerThan(next);
            draft.pending = null;
            draft.tree = copied;
        });
    }

    private List<Applied> formerThan(Applied next) {
        List<Applied> all = new ArrayList<>(former);
        if (golden != null) {
            all.add(golden);
        }
        all.removeIf(old -> old.event().revision().equals(next.event().revision()));
        return all;
    }

    /** Forgets all but the {@code keep} newest that were golden before. */
    public StackState keep(int keep) {
        return with(draft -> draft.former = former.subList(Math.max(0, former.size() - keep), former.size()));
    }

    /** Ids of the images that golden, or one that was golden before, may have to be brought back from. */
    public Set<String> images() {
        return returnable().flatMap(kept -> kept.images().values().stream()).collect(Collectors.toSet());
    }

    /** Digests of the bundles that golden, or one that was golden before, may have to be brought back from. */
    public Set<String> bundles() {
        return returnable().map(kept -> kept.event().bundle().sha256()).collect(Collectors.toSet());
    }

    private Stream<Applied> returnable() {
        return Stream.concat(Stream.ofNullable(golden), former.stream());
    }

    /** The pending apply was undone by a stop: it will be tried as if it had never begun. */
    public StackState undo(@Nullable Applied running, Manifest copied) {
        return with(draft -> {
            draft.applied = running;
            draft.pending = null;
            draft.tree = copied;
        });
    }

    /** Golden runs again, or nothing does: {@code generation} has ended badly. */
    public StackState end(long generation, @Nullable Applied running, Manifest copied) {
        return with(draft -> {
            draft.settled = Math.max(settled, generation);
            draft.applied = running;
            draft.pending = null;
            draft.tree = copied;
        });
    }

    /** The end of a generation is decided, with nothing touched by it. */
    public StackState settle(long generation) {
        return with(draft -> draft.settled = Math.max(settled, generation));
    }

    /** A revision is not to be tried again. */
    public StackState quarantine(Revision bad) {
        List<Revision> all = new ArrayList<>(quarantined);
        all.remove(bad);
        all.add(bad);
        return with(draft -> draft.quarantined = all.subList(Math.max(0, all.size() - QUARANTINE), all.size()));
    }

    /** An event is to be sent, after those before it. */
    public StackState post(OutgoingEvent event) {
        List<OutgoingEvent> all = new ArrayList<>(outbox);
        all.add(event);
        while (all.size() > OUTBOX) {
            all.remove(leastMissed(all));
        }
        return with(draft -> draft.outbox = all);
    }

    /** Results are what others wait for: what began, and drift come and gone, are given up before them. */
    private static OutgoingEvent leastMissed(List<OutgoingEvent> events) {
        return events.stream().filter(event -> !event.isResult()).findFirst().orElseGet(() -> events.get(0));
    }

    /** An event is on the log, or given up. */
    public StackState drop(OutgoingEvent sent) {
        List<OutgoingEvent> left = outbox.stream()
                .filter(event -> !event.meta().id().equals(sent.meta().id()))
                .toList();
        return with(draft -> draft.outbox = left);
    }

    /** The same but for what {@code change} sets. */
    private StackState with(Consumer<StackDraft> change) {
        StackDraft draft = new StackDraft(this);
        change.accept(draft);
        return draft.finish();
    }
}
