/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.demo;

import dev.longshore.events.Envelope;
import dev.longshore.events.Event;
import dev.longshore.events.kafka.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What has happened so far, and what one waits for. Safe for use by several threads. */
final class EventWatch {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final List<Envelope<?>> seen = new ArrayList<>();

    synchronized void accept(List<Received> records) {
        for (Received record : records) {
            if (record instanceof Received.Understood understood) {
                seen.add(understood.envelope());
            }
        }
        notifyAll();
    }

    /** The first event of a type that is as wanted, waiting for it if need be. */
    synchronized <E extends Event> Envelope<E> await(Class<E> type, Predicate<Envelope<E>> wanted, String what)
            throws InterruptedException {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (true) {
            for (Envelope<?> envelope : seen) {
                if (type.isInstance(envelope.event())) {
                    Envelope<E> typed = new Envelope<>(envelope.meta(), type.cast(envelope.event()));
                    if (wanted.test(typed)) {
                        return typed;
                    }
                }
            }
            long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (millis <= 0) {
                throw new DemoFailure(
                        what + " did not come within " + DEADLINE.toSeconds() + " s; last seen: " + last());
            }
            wait(millis);
        }
    }

    private String last() {
        return seen.isEmpty() ? "nothing" : seen.get(seen.size() - 1).event().toString();
    }
}
