/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.store.StackStore;
import dev.longshore.events.RevisionEvent;

/** Knows which kind of workload a stack, or what is left of one, is. A stack may become another kind: that is only another place. */
final class Workloads implements Workload {
    private final Workload compose;
    private final Workload checkout;

    Workloads(Workload compose, Workload checkout) {
        this.compose = compose;
        this.checkout = checkout;
    }

    @Override
    public Candidate prepare(StackStore store, RevisionEvent.Changed change, PhaseTimer phases) {
        Workload kind = change.spec().checkout() == null ? compose : checkout;
        return kind.prepare(store, change, phases);
    }

    @Override
    public void takeDown(StackStore store, String place) {
        Workload kind = CheckoutTargets.isTarget(place) ? checkout : compose;
        kind.takeDown(store, place);
    }
}
