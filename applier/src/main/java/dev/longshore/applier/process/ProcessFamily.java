/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Processes that are to end together, with all that they started. */
final class ProcessFamily {
    /** How long the kernel may take to end what was killed. */
    private static final Duration KILL = Duration.ofSeconds(5);

    private ProcessFamily() {}

    /**
     * Asks {@code processes} to stop: Compose undoes half-made containers when it is asked. Kills them after {@code grace} with every
     * descendant, and returns when all are gone; one that the kernel cannot end is waited for five seconds.
     */
    static void end(List<ProcessHandle> processes, Duration grace) {
        Set<ProcessHandle> family = new LinkedHashSet<>(withDescendants(processes));
        processes.forEach(ProcessHandle::destroy);
        await(processes, grace);
        List<ProcessHandle> left = new ArrayList<>(family);
        left.removeIf(process -> !process.isAlive());
        family.addAll(withDescendants(left)); // while one lives, so do its links to what it started meanwhile
        family.forEach(ProcessHandle::destroyForcibly);
        await(List.copyOf(family), KILL);
    }

    private static List<ProcessHandle> withDescendants(List<ProcessHandle> processes) {
        List<ProcessHandle> all = new ArrayList<>(processes);
        processes.forEach(process -> process.descendants().forEach(all::add));
        return all;
    }

    private static void await(List<ProcessHandle> processes, Duration time) {
        CompletableFuture<?>[] ends =
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return; // the caller goes on to harsher means, or has none
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a process cannot fail", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
