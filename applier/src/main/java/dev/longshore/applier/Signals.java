/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.events.DriftCheck;
import dev.longshore.events.HostAlive;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.LogFollower;
import dev.longshore.events.kafka.LogFollower.Place;
import dev.longshore.events.kafka.Received;
import java.util.List;
import java.util.Map;

/** Hears what matters only at the moment: requests to look for drift, and the heartbeats of others. */
final class Signals implements LogFollower.BatchHandler {
    private final Lanes lanes;
    private final HostGuard guard;
    private final DeadLetterBox deadLetters;

    Signals(Lanes lanes, HostGuard guard, DeadLetterBox deadLetters) {
        this.lanes = lanes;
        this.guard = guard;
        this.deadLetters = deadLetters;
    }

    @Override
    public void accept(List<Received> records, Map<Place, Long> next) {
        for (Received received : records) {
            if (received instanceof Received.Understood understood) {
                if (understood.event() instanceof DriftCheck check) {
                    lanes.find(check.stack()).ifPresent(StackLane::checkDrift);
                } else if (understood.event() instanceof HostAlive alive) {
                    guard.heard(alive);
                }
            } else if (received instanceof Received.Poisoned poisoned
                    && poisoned.position().topic() == Topic.DRIFT) { // what others tell is the reconciler's to bury
                deadLetters.bury(poisoned);
            }
        }
    }
}
