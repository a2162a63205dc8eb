/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes when a test says so. */
final class FakeAlarm implements Alarm {
    private final PriorityQueue<Pending> pending = new PriorityQueue<>(Comparator.comparing(Pending::at));
    private int next;
    Duration now = Duration.ZERO;

    private record Pending(int number, Duration at, Runnable action) {}

    @Override
    public Cancellation set(Duration delay, Runnable action) {
        Pending added = new Pending(next++, now.plus(delay), action);
        pending.add(added);
        return () -> pending.removeIf(one -> one.number() == added.number());
    }

    void passes(Duration time) {
        Duration end = now.plus(time);
        for (Pending due = pending.peek(); due != null && due.at().compareTo(end) <= 0; due = pending.peek()) {
            pending.remove(due);
            now = due.at();
            due.action().run();
        }
        now = end;
    }

    int set() {
        return pending.size();
    }
}
