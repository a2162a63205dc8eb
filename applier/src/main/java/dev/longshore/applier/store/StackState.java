/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.store;

import dev.longshore.applier.tree.Manifest;
import dev.longshore.events.EventMeta;
import dev.longshore.events.Revision;
import dev.longshore.events.StackId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
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
 * @param pending null unless an apply has begun and not ended
 * @param quarantined revisions that did not pass, newest last
 * @param tree what may have been copied into the tree, by revisions that ended and by one that was cut off
 * @param outbox events to send, in order
 * @param orders what people want
 * @param kept revisions that passed their gate here, newest first: what a person can return to
 * @param leaving null unless the stack is to be taken down
 * @param blockedBy stacks of this host for which the wanted revision was refused: it is tried again when one of them changes or goes
 * @param adopted null unless the project was there before the stack: the services that are still as they were found, with the digest of
 *     what they read
 */
public record StackState(
        StackId stack,
        long observed,
        long settled,
        @Nullable Desired desired,
        @Nullable Applied applied,
        @Nullable Applied golden,
        @Nullable Pending pending,
        List<Revision> quarantined,
        Manifest tree,
        List<OutgoingEvent> outbox,
        @Nullable Orders orders,
        @Nullable List<Applied> kept,
        @Nullable Leaving leaving,
        @Nullable List<StackId> blockedBy,
        @Nullable Map<String, String> adopted) {
    private static final int QUARANTINE = 50;
    private static final int OUTBOX = 100;
    private static final int KEPT = 50;

    public StackState {
        quarantined = List.copyOf(quarantined);
        outbox = List.copyOf(outbox);
        // states written before these existed lack them
        orders = orders == null ? Orders.NONE : orders;
        kept = kept == null ? List.of() : List.copyOf(kept);
        blockedBy = blockedBy == null ? List.of() : List.copyOf(blockedBy);
        adopted = adopted == null ? null : Map.copyOf(adopted);
    }

    @Override
    public List<StackId> blockedBy() {
        return Objects.requireNonNull(blockedBy);
    }

    @Override
    public Orders orders() {
        return Objects.requireNonNull(orders);
    }

    @Override
    public List<Applied> kept() {
        return Objects.requireNonNull(kept);
    }

    /** A stack that was never heard of. */
    public static StackState unknown(StackId stack) {
        return new StackState(
                stack,
                0,
                0,
                null,
                null,
                null,
                null,
                List.of(),
                Manifest.EMPTY,
                List.of(),
                null,
                null,
                null,
                null,
                null);
    }

    /** What the stack should run: what a person wants, else what the log does; null for nothing. */
    public @Nullable Desired wanted() {
        Hold hold = orders().hold();
        return hold != null && desired != null ? hold.target() : desired;
    }

    /** What is wanted and has not come to an end; null if there is nothing. */
    public @Nullable Desired waiting() {
        Desired wanted = wanted();
        return wanted != null && wanted.generation() > settled ? wanted : null;
    }

    /** The revision to work on; null if there is none, or nothing is to be done. */
    public @Nullable Desired unsettled() {
        return orders().suspended() ? null : waiting();
    }

    /**
     * Whether this generation is what passed its gate last. The host's policy let it in then: tighter rules meet the next commit, not what is
     * brought back or mended.
     */
    public boolean isGolden(long generation) {
        return golden != null && golden.generation() == generation;
    }

    /** The log asks for a newer generation. */
    public StackState desire(Desired next) {
        Hold hold = orders().hold();
        return with(draft -> {
            draft.observed = next.generation();
            draft.desired = next;
            draft.leaving = null; // it came back before it was gone
            draft.blockedBy = List.of();
            draft.orders = orders().hold(hold == null ? null : hold.on(next));
            draft.quarantined = isKnownBad(next) ? with(next.event().revision()) : quarantined;
        });
    }

    /** A log that was made anew tells of the same content under the newest commit of the repository, which need not have changed it. */
    private boolean isKnownBad(Desired next) {
        return desired != null
                && desired.generation() == 0
                && desired.event().treeDigest().equals(next.event().treeDigest())
                && quarantined.contains(desired.event().revision());
    }

    /**
     * The log was made anew, and its generations begin again at 1. What was wanted stays wanted until the new log says what is; what runs is
     * not touched for it. What was not told yet spoke of generations that are no more.
     */
    public StackState onNewLog() {
        boolean undecided = waiting() != null;
        Hold hold = orders().hold();
        return with(draft -> {
            draft.observed = 0;
            draft.settled = undecided ? -1 : 0;
            draft.desired = desired == null ? null : desired.at(0);
            draft.pending = pending == null ? null : pending.at(0);
            draft.outbox = List.of();
            draft.orders = orders().hold(hold == null ? null : hold.onNewLog());
        });
    }

    /** The newest generation whose end is decided, now that one is: one of a log that is no more does not count. */
    private long settledWith(long generation) {
        return generation > observed ? settled : Math.max(settled, generation);
    }

    /** A command was read. */
    public StackState hear(String command) {
        return with(draft -> draft.orders = orders().hear(command));
    }

    /** Begins or ends a suspension. */
    public StackState suspended(boolean now) {
        return with(draft -> draft.orders = orders().suspended(now));
    }

    /** A person wants another revision, which is not held against it that it failed before. */
    public StackState hold(Hold hold) {
        return with(draft -> {
            draft.orders = orders().hold(hold);
            draft.settled = Math.min(settled, hold.target().generation() - 1);
            draft.quarantined = without(hold.target().event().revision());
        });
    }

    /** What the log wants is tried again, as if it had just come. */
    public StackState retry(Desired again) {
        return with(draft -> {
            draft.desired = again;
            draft.orders = orders().hold(null);
            draft.blockedBy = List.of();
            draft.settled = Math.min(settled, again.generation() - 1);
            draft.quarantined = without(again.event().revision());
        });
    }

    private List<Revision> without(Revision lifted) {
        return quarantined.stream().filter(bad -> !bad.equals(lifted)).toList();
    }

    /** This host should not run the stack any more. What runs is left to its owner; golden is kept, the stack may come back. */
    public StackState release(long generation) {
        return with(draft -> {
            draft.observed = generation;
            draft.settled = generation;
            draft.desired = null;
            draft.applied = null;
            draft.pending = null;
            draft.blockedBy = List.of();
            draft.orders = new Orders(false, null, orders().heard());
        });
    }

    /** This host should not run the stack any more, and it is to be taken down. */
    public StackState leave(EventMeta meta, long generation, String reason) {
        Stream<String> applies =
                Stream.of(golden, applied).filter(Objects::nonNull).map(Applied::project);
        Stream<String> begun = Stream.ofNullable(pending).map(Pending::project);
        List<String> places = Stream.concat(applies, begun).distinct().toList();
        return release(generation).with(draft -> draft.leaving = new Leaving(meta, generation, reason, places));
    }

    /** It is gone: if the stack comes back, it is as if for the first time. */
    public StackState gone() {
        return with(draft -> {
            draft.leaving = null;
            draft.golden = null;
            draft.kept = List.of();
            draft.adopted = null;
        });
    }

    /** The wanted revision was refused for these stacks. */
    public StackState blocked(List<StackId> by) {
        return with(draft -> draft.blockedBy = by);
    }

    /** What the wanted revision was refused for has changed. */
    public StackState unblock() {
        Desired wanted = wanted();
        return with(draft -> {
            draft.blockedBy = List.of();
            draft.settled = wanted == null ? settled : Math.min(settled, wanted.generation() - 1);
        });
    }

    /** The project was there before the stack; these services, by what they read, are as they were found. */
    public StackState adopted(Map<String, String> services) {
        return with(draft -> draft.adopted = services);
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
            draft.settled = settledWith(next.generation());
            draft.applied = desired == null ? null : next; // released meanwhile: what runs is not ours to look after
            draft.golden = next;
            draft.kept = keep(next);
            draft.pending = null;
            draft.tree = copied;
        });
    }

    private List<Applied> keep(Applied next) {
        List<Applied> all = new ArrayList<>(kept());
        all.removeIf(known -> known.event().revision().equals(next.event().revision()));
        all.add(0, next);
        return all.subList(0, Math.min(KEPT, all.size()));
    }

    /** Golden runs again, or nothing does: {@code generation} has ended badly. */
    public StackState end(long generation, @Nullable Applied running, Manifest copied) {
        return with(draft -> {
            draft.settled = settledWith(generation);
            draft.applied = running;
            draft.pending = null;
            draft.tree = copied;
        });
    }

    /** The pending apply was taken back by a stop: it will be tried as if it had never begun. */
    public StackState undo(@Nullable Applied running, Manifest copied) {
        return with(draft -> {
            draft.applied = running;
            draft.pending = null;
            draft.tree = copied;
        });
    }

    /**
     * What this host may have to return to: golden, and what was golden before.
     *
     * @param keep how many of the latter, newest first
     */
    public List<Applied> returnable(int keep) {
        List<Applied> all = new ArrayList<>(kept().subList(0, Math.min(keep, kept().size())));
        if (golden != null && !all.contains(golden)) {
            all.add(golden);
        }
        return List.copyOf(all);
    }

    /** The end of a generation is decided, with nothing touched by it. */
    public StackState settle(long generation) {
        return with(draft -> draft.settled = settledWith(generation));
    }

    /**
     * What runs is to be deployed once more, on account of {@code cause}. Nothing changes if something else is wanted by now.
     *
     * @param generation of what runs
     */
    public StackState reopen(long generation, EventMeta cause) {
        Desired wanted = desired;
        return wanted == null || wanted.generation() != generation || settled > generation
                ? this
                : with(draft -> {
                    draft.desired = new Desired(cause, wanted.event());
                    draft.settled = generation - 1;
                });
    }

    /** A revision is not to be tried again. */
    public StackState quarantine(Revision bad) {
        return with(draft -> draft.quarantined = with(bad));
    }

    private List<Revision> with(Revision bad) {
        List<Revision> all = new ArrayList<>(quarantined);
        all.remove(bad);
        all.add(bad);
        return all.subList(Math.max(0, all.size() - QUARANTINE), all.size());
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
