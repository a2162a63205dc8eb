/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.events.StackId;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The lane of each stack of this host. */
final class Lanes {
    private final Map<StackId, StackLane> lanes = new ConcurrentHashMap<>();
    private final Function<StackId, StackLane> maker;

    /** @param maker opens the store of a stack, so it is called once for each */
    Lanes(Function<StackId, StackLane> maker) {
        this.maker = maker;
    }

    /** The lane of a stack; made if there is none yet. */
    StackLane of(StackId stack) {
        return lanes.computeIfAbsent(stack, maker);
    }

    /** The lane of a stack that this host has ever had. */
    Optional<StackLane> find(StackId stack) {
        return Optional.ofNullable(lanes.get(stack));
    }

    Collection<StackLane> all() {
        return List.copyOf(lanes.values());
    }

    Future<Void> close() {
        return Future.join(all().stream().map(StackLane::close).toList()).mapEmpty();
    }
}
