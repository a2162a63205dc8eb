/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.cluster;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for something to be on the log. What is told on the follower's thread must be told in a synchronized method, which then notifies. */
abstract class LogWait {
    private static final long POLL_MS = 500;

    /** What {@code wanted} gives as soon as it gives something; empty if it did not before {@code deadline} ({@link System#nanoTime}). */
    final synchronized <T> Optional<T> await(Supplier<Optional<T>> wanted, long deadline) throws InterruptedException {
        Optional<T> found = wanted.get();
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        while (found.isEmpty() && millis > 0) {
            wait(Math.min(millis, POLL_MS));
            found = wanted.get();
            millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
        return found;
    }
}
