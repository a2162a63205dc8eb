/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** The events of one batch from many partitions, in the order in which brokers took them. */
public final class TimeOrder {
    private static final Comparator<Deque<Received.Understood>> OLDEST_HEAD =
            Comparator.comparing(waiting -> waiting.element().appended());

    private TimeOrder() {}

    /**
     * What of {@code batch} could be understood, oldest first. Within a partition the order stays, whatever a broker's clock did: who
     * has seen one offset has seen all before it.
     */
    public static List<Received.Understood> of(List<Received> batch) {
        Map<LogFollower.Place, Deque<Received.Understood>> byPlace = new LinkedHashMap<>();
        for (Received record : batch) {
            if (record instanceof Received.Understood understood) {
                byPlace.computeIfAbsent(
                                new LogFollower.Place(
                                        record.position().topic(),
                                        record.position().partition()),
                                place -> new ArrayDeque<>())
                        .add(understood);
            }
        }
        PriorityQueue<Deque<Received.Understood>> heads = new PriorityQueue<>(OLDEST_HEAD);
        heads.addAll(byPlace.values());
        List<Received.Understood> ordered = new ArrayList<>(batch.size());
        while (!heads.isEmpty()) {
            Deque<Received.Understood> oldest = heads.remove();
            ordered.add(oldest.remove());
            if (!oldest.isEmpty()) {
                heads.add(oldest);
            }
        }
        return ordered;
    }
}
