/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.metrics;

import dev.longshore.events.StackStatus;
import dev.longshore.events.StackStatus.Health;
import dev.longshore.events.StackStatus.State;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How many stacks are in which state, and which have not been what Git says for longest. Written by one thread, read by any. */
final class StackFigures {
    /** Series of single stacks: enough to see which, and few enough for any monitoring. */
    private static final int ROWS = 100;
    /** A person wanted it so: nobody is to be called for it. */
    private static final Set<String> WANTED = Set.of("stack.suspended", "command.rollback");

    private final Clock clock;
    private final Map<Known, AtomicInteger> counts = new HashMap<>();
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final Map<String, Astray> astray = new ConcurrentHashMap<>();
    private final MultiGauge rows;
    private boolean changed;

    private record Known(State state, Health health) {}

    /** A stack on a host that is not what Git says, and that nobody wanted otherwise. */
    private record Astray(String stack, String host, State state, Instant since) {}

    StackFigures(MeterRegistry registry, Clock clock) {
        this.clock = clock;
        for (State state : State.values()) {
            for (Health health : Health.values()) {
                AtomicInteger count = new AtomicInteger();
                counts.put(new Known(state, health), count);
                Gauge.builder("longshore.stacks", count, AtomicInteger::get)
                        .description("Stacks, each counted once a host, by what longshore status says of them")
                        .tag("state", state.name())
                        .tag("health", health.name())
                        .register(registry);
            }
        }
        rows = MultiGauge.builder("longshore.stack.out.of.sync")
                .description(
                        "How long a stack has not been what Git says, unless a person wants it so; the 100 longest")
                .baseUnit("seconds")
                .register(registry);
    }

    /**
     * This is the newest status of its key.
     *
     * @param when it became so
     */
    void is(StackStatus status, Instant when) {
        String key = status.key();
        count(known.put(key, new Known(status.state(), status.health())), -1);
        count(known.get(key), 1);
        if (isAstray(status)) {
            Astray before = astray.get(key);
            Instant since = before == null ? when : before.since();
            astray.put(key, new Astray(status.stack().toString(), status.host(), status.state(), since));
            changed |= before == null || before.state() != status.state();
        } else {
            changed |= astray.remove(key) != null;
        }
    }

    private static boolean isAstray(StackStatus status) {
        String reason = status.reason();
        return status.state() != State.IN_SYNC && (reason == null || !WANTED.contains(reason));
    }

    void gone(String key) {
        count(known.remove(key), -1);
        changed |= astray.remove(key) != null;
    }

    private void count(@Nullable Known which, int step) {
        if (which != null) {
            Objects.requireNonNull(counts.get(which)).addAndGet(step);
        }
    }

    void clear() {
        known.keySet().forEach(this::gone);
    }

    /** Lets the rows be seen that changed since the last time. */
    void show() {
        if (!changed) {
            return;
        }
        changed = false;
        List<MultiGauge.Row<?>> longest = astray.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, Astray> entry) ->
                                entry.getValue().since())
                        .thenComparing(Map.Entry::getKey))
                .limit(ROWS)
                .<MultiGauge.Row<?>>map(entry -> row(entry.getKey(), entry.getValue()))
                .toList();
        rows.register(longest);
    }

    private MultiGauge.Row<?> row(String key, Astray one) {
        Tags tags = Tags.of(
                "stack", one.stack(), "host", one.host(), "state", one.state().name());
        return MultiGauge.Row.of(tags, () -> seconds(key));
    }

    private double seconds(String key) {
        Astray one = astray.get(key);
        return one == null ? 0 : Duration.between(one.since(), clock.instant()).toMillis() / 1000.0;
    }
}
