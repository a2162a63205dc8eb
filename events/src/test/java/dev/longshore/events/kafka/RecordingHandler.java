/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.SyncRequested;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes what a group consumer hands it, and holds back the keys it was told to hold. Thread-safe. */
final class RecordingHandler implements GroupConsumer.Handler {
    private final Map<String, List<String>> handled = new ConcurrentHashMap<>();
    private final Map<String, Promise<Void>> held = new ConcurrentHashMap<>();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final Set<Integer> partitions = new ConcurrentSkipListSet<>();
    private final Set<String> threads = ConcurrentHashMap.newKeySet();

    @Override
    public Future<Void> handle(String key, List<Received.Understood> batch) {
        threads.add(Thread.currentThread().getName());
        if (!underWay.add(key)) {
            faults.add("two batches at once of " + key);
        }
        if (failing.contains(key)) {
            underWay.remove(key);
            throw new IllegalStateException("told to fail");
        }
        Promise<Void> hold = held.get(key);
        Future<Void> done = hold == null ? Future.succeededFuture() : hold.future();
        return done.onSuccess(now -> {
            underWay.remove(key);
            batch.forEach(record -> note(key, record));
        });
    }

    private void note(String key, Received.Understood record) {
        handled.computeIfAbsent(key, first -> new CopyOnWriteArrayList<>())
                .add(((SyncRequested) record.event()).requestedBy());
    }

    @Override
    public void assigned(Set<Integer> added) {
        if (Vertx.currentContext() == null || !partitions.addAll(added)) {
            faults.add("assigned again, or off the context: " + added);
        }
    }

    @Override
    public void revoked(Set<Integer> removed) {
        if (!partitions.removeAll(removed)) {
            faults.add("revoked without being assigned: " + removed);
        }
    }

    void hold(String key) {
        held.put(key, Promise.promise());
    }

    /** From a thread that is not the consumer's, as a worker pool would. */
    void release(String key) {
        Promise<Void> hold = held.remove(key);
        if (hold != null) {
            hold.complete();
        }
    }

    void fail(String key) {
        failing.add(key);
    }

    boolean isUnderWay(String key) {
        return underWay.contains(key);
    }

    List<String> handled(String key) {
        return new ArrayList<>(handled.getOrDefault(key, List.of()));
    }

    long count() {
        return handled.values().stream().mapToLong(List::size).sum();
    }

    Set<Integer> partitions() {
        return Set.copyOf(partitions);
    }

    Set<String> threads() {
        return threads;
    }

    List<String> faults() {
        return faults;
    }
}
