/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** How long each phase of a deployment took. Confined to one thread. */
final class PhaseTimer {
    private final Map<String, Long> nanos = new LinkedHashMap<>();

    /** Times in one phase add up. */
    <T> T time(String phase, Supplier<T> work) {
        long begin = System.nanoTime();
        try {
            return work.get();
        } finally {
            nanos.merge(phase, System.nanoTime() - begin, Long::sum);
        }
    }

    void time(String phase, Runnable work) {
        time(phase, () -> {
            work.run();
            return phase;
        });
    }

    /** Milliseconds by phase, in the order in which they began. */
    Map<String, Long> millis() {
        Map<String, Long> millis = new LinkedHashMap<>();
        nanos.forEach((phase, spent) -> millis.put(phase, TimeUnit.NANOSECONDS.toMillis(spent)));
        return Collections.unmodifiableMap(millis);
    }
}
