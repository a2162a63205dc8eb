/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.store;

import dev.longshore.applier.tree.Manifest;
import dev.longshore.events.Revision;
import dev.longshore.events.StackId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@link StackState} while it becomes the next one, so that each transition names only what it changes. */
final class StackDraft {
    private final StackId stack;
    long observed;
    long settled;

    @Nullable
    Desired desired;

    @Nullable
    Applied applied;

    @Nullable
    Applied golden;

    @Nullable
    Pending pending;

    List<Revision> quarantined;
    Manifest tree;
    List<OutgoingEvent> outbox;
    Orders orders;
    List<Applied> kept;

    @Nullable
    Leaving leaving;

    List<StackId> blockedBy;

    @Nullable
    Map<String, String> adopted;

    StackDraft(StackState state) {
        stack = state.stack();
        observed = state.observed();
        settled = state.settled();
        desired = state.desired();
        applied = state.applied();
        golden = state.golden();
        pending = state.pending();
        quarantined = state.quarantined();
        tree = state.tree();
        outbox = state.outbox();
        orders = state.orders();
        kept = state.kept();
        leaving = state.leaving();
        blockedBy = state.blockedBy();
        adopted = state.adopted();
    }

    StackState finish() {
        return new StackState(
                stack,
                observed,
                settled,
                desired,
                applied,
                golden,
                pending,
                quarantined,
                tree,
                outbox,
                orders,
                kept,
                leaving,
                blockedBy,
                adopted);
    }
}
