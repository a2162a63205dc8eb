/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.explain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The newest of each key, in the order in which they came, and of those the last few: what a busy repository has of them is no limit. */
final class Recent<K, V> {
    private final int most;
    private final Map<K, V> values = new LinkedHashMap<>();
    private long dropped;

    Recent(int most) {
        this.most = most;
    }

    void put(K key, V value) {
        values.remove(key);
        values.put(key, value);
        if (values.size() > most) {
            values.remove(values.keySet().iterator().next());
            dropped++;
        }
    }

    /** Returns whether it was news. */
    boolean putIfAbsent(K key, V value) {
        if (values.containsKey(key)) {
            return false;
        }
        put(key, value);
        return true;
    }

    Optional<V> get(K key) {
        return Optional.ofNullable(values.get(key));
    }

    int size() {
        return values.size();
    }

    /** How many were given up. */
    long dropped() {
        return dropped;
    }

    List<V> oldestFirst() {
        return List.copyOf(values.values());
    }

    List<V> newestFirst() {
        List<V> list = new ArrayList<>(values.values());
        Collections.reverse(list);
        return list;
    }
}
