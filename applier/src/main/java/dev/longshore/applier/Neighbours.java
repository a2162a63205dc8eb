/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.store.StackState;
import dev.longshore.events.StackId;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The stacks of this host, as far as they have to mind each other. */
final class Neighbours {
    private final Lanes lanes;
    private final BooleanSupplier caughtUp;

    /** @param caughtUp whether the log has been read to the end, so that who is not here by now is not meant to be */
    Neighbours(Lanes lanes, BooleanSupplier caughtUp) {
        this.lanes = lanes;
        this.caughtUp = caughtUp;
    }

    /** Whether a stack that is not here is not on the log either. */
    boolean areKnown() {
        return caughtUp.getAsBoolean();
    }

    /** What is known of a stack that this host should run; empty for any other. */
    Optional<StackState> wanted(StackId stack) {
        return lanes.find(stack).map(lane -> lane.store().state()).filter(state -> state.desired() != null);
    }

    /** Whether a stack runs here, or has not been taken down yet. */
    boolean isHere(StackId stack) {
        return lanes.find(stack)
                .map(lane -> lane.store().state())
                .filter(state -> state.desired() != null || state.leaving() != null)
                .isPresent();
    }

    /** Something was done to a stack: others may have waited for that. */
    void turned(StackId stack) {
        lanes.all().stream()
                .filter(lane -> dependsOn(lane.store().state(), stack))
                .forEach(StackLane::wake);
    }

    private static boolean dependsOn(StackState state, StackId stack) {
        return state.desired() != null
                && state.desired()
                        .event()
                        .spec()
                        .dependencies(state.stack().repository())
                        .contains(stack);
    }

    /** A stack has gone, has left a project, or is to be another: what was refused because of it may be accepted now. */
    void changed(StackId stack) {
        lanes.all().stream()
                .filter(lane -> lane.store().state().blockedBy().contains(stack))
                .forEach(StackLane::unblock);
        turned(stack);
    }

    /** Now is known who is here and who is not. */
    void haveBecomeKnown() {
        lanes.all().forEach(lane -> {
            if (!lane.store().state().blockedBy().isEmpty()) {
                lane.unblock();
            }
            lane.wake();
        });
    }
}
