/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.RemoteImages.Moved;
import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.StackStore;
import dev.longshore.events.RevisionEvent;
import java.util.List;

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
        return of(change).prepare(store, change, phases);
    }

    private Workload of(RevisionEvent.Changed change) {
        return change.spec().checkout() == null ? compose : checkout;
    }

    @Override
    public Candidate again(StackStore store, Applied passed, PhaseTimer phases) {
        return of(passed.event()).again(store, passed, phases);
    }

    @Override
    public void keep(StackStore store, Applied passed) {
        of(passed.event()).keep(store, passed);
    }

    @Override
    public void giveUp(StackStore store, List<Applied> returnable) {
        compose.giveUp(store, returnable);
        checkout.giveUp(store, returnable);
    }

    @Override
    public DriftProbe probe(StackStore store) {
        DriftProbe containers = compose.probe(store);
        DriftProbe files = checkout.probe(store);
        return new DriftProbe() {
            @Override
            public Finding look(Applied applied) {
                return of(applied).look(applied);
            }

            @Override
            public List<Moved> movedImages(Applied applied) {
                return of(applied).movedImages(applied);
            }

            private DriftProbe of(Applied applied) {
                return applied.event().spec().checkout() == null ? containers : files;
            }

            @Override
            public void forget() {
                containers.forget();
                files.forget();
            }
        };
    }

    @Override
    public void takeDown(StackStore store, String place) {
        Workload kind = CheckoutTargets.isTarget(place) ? checkout : compose;
        kind.takeDown(store, place);
    }
}
