/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import java.util.OptionalLong;
import java.util.TreeMap;

/** What of one partition is under way, and up to where everything is done. Confined to one thread. */
final class PartitionProgress {
    private final TreeMap<Long, Boolean> underWay = new TreeMap<>();
    private boolean paused;

    void begin(long offset) {
        underWay.putIfAbsent(offset, false);
    }

    /** The offset to go on from, if everything up to a later record than before is done now. */
    OptionalLong finish(long offset) {
        underWay.replace(offset, true);
        OptionalLong next = OptionalLong.empty();
        while (!underWay.isEmpty() && underWay.firstEntry().getValue()) {
            next = OptionalLong.of(underWay.pollFirstEntry().getKey() + 1);
        }
        return next;
    }

    /** Records that were begun, but for those up to which everything is done. */
    int underWay() {
        return underWay.size();
    }

    /** True once when more than {@code limit} records are under way. */
    boolean pauseAbove(int limit) {
        boolean turn = !paused && underWay.size() > limit;
        paused |= turn;
        return turn;
    }

    /** True once when, after a pause, no more than {@code limit} records are under way. */
    boolean resumeBelow(int limit) {
        boolean turn = paused && underWay.size() <= limit;
        paused &= !turn;
        return turn;
    }
}
