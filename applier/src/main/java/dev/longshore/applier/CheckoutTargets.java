/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.Desired;
import dev.longshore.applier.store.Leaving;
import dev.longshore.applier.store.Pending;
import dev.longshore.applier.store.StackState;
import dev.longshore.events.StackId;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which folder of this host belongs to which stack: none is shared, and none lies inside of another. */
final class CheckoutTargets {
    static final String CONFLICT = "checkout.target_conflict";

    private final Supplier<Collection<StackState>> stacks;
    private final Map<StackId, Path> claimed = new HashMap<>();

    /** @param stacks what is known of every stack of this host */
    CheckoutTargets(Supplier<Collection<StackState>> stacks) {
        this.stacks = stacks;
    }

    /** Whether a place is one of these, and not a Compose project, whose names have no slash. */
    static boolean isTarget(String place) {
        return place.startsWith("/");
    }

    /**
     * Takes the folder for this stack.
     *
     * @throws RefusedException if it is another stack's, inside of one, or around one
     */
    synchronized void claim(StackId stack, Path target) {
        for (StackState other : stacks.get()) {
            if (!other.stack().equals(stack)) {
                places(other)
                        .filter(place -> overlap(place, target))
                        .findFirst()
                        .ifPresent(place -> {
                            throw RefusedException.becauseOf(
                                    List.of(other.stack()),
                                    CONFLICT,
                                    "the target '" + target + "' is, is inside of, or holds '" + place
                                            + "', which is the stack " + other.stack()
                                            + "'s; give one of them another target: in .longshore.yaml");
                        });
            }
        }
        claimed.put(stack, target);
    }

    /** Where a stack is, was and may come back to; nowhere if it does not belong to this host any more. */
    private Stream<Path> places(StackState state) {
        Desired desired = state.desired();
        if (desired == null) {
            Leaving leaving = state.leaving(); // its files are being removed
            return leaving == null
                    ? Stream.empty()
                    : leaving.places().stream()
                            .filter(CheckoutTargets::isTarget)
                            .map(Path::of);
        }
        Pending pending = state.pending();
        Path claim = desired.event().spec().checkout() == null ? null : claimed.get(state.stack());
        return Stream.concat(
                Stream.of(project(state.golden()), project(state.applied()), pending == null ? null : pending.project())
                        .filter(Objects::nonNull)
                        .filter(CheckoutTargets::isTarget)
                        .map(Path::of),
                Stream.ofNullable(claim));
    }

    private static @Nullable String project(@Nullable Applied applied) {
        return applied == null ? null : applied.project();
    }

    private static boolean overlap(Path one, Path other) {
        return one.startsWith(other) || other.startsWith(one);
    }
}
