/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.cluster;

import dev.longshore.events.RevisionEvent;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.StackStatus;
import dev.longshore.events.kafka.Received;
import dev.longshore.events.kafka.StatusMirror;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Follows one sync request to its end: the source event that answers it, then the status of every stack of it on every host that is
 * alive. Safe for use by two threads.
 */
public final class SyncWait extends LogWait {
    private static final Set<StackStatus.State> SETTLED =
            Set.of(StackStatus.State.IN_SYNC, StackStatus.State.ERROR, StackStatus.State.UNKNOWN);

    /** How long the reconciler may take to say which hosts a new stack is for. */
    private static final Duration APPEARING = Duration.ofSeconds(5);

    private final String repository;
    private final StatusMirror statuses = new StatusMirror();
    /** Newest generation of each stack that is in the repository. */
    private final Map<StackId, Long> announced = new HashMap<>();

    private final Map<String, SourceEvent> answers = new HashMap<>();

    public SyncWait(String repository) {
        this.repository = repository;
    }

    public synchronized void accept(List<Received> records) {
        statuses.accept(records);
        for (Received record : records) {
            if (record instanceof Received.Understood understood) {
                if (understood.event() instanceof SourceEvent source) {
                    source.requests().forEach(id -> answers.put(id, source));
                } else if (understood.event() instanceof RevisionEvent.Changed revision) {
                    announced.put(revision.stack(), revision.generation());
                } else if (understood.event() instanceof RevisionEvent.Removed revision) {
                    announced.remove(revision.stack());
                }
            }
        }
        notifyAll();
    }

    /** How the syncer answered this request; empty if it did not before {@code deadline} ({@link System#nanoTime}). */
    public Optional<SourceEvent> awaitAnswer(String requestId, long deadline) throws InterruptedException {
        return await(() -> Optional.ofNullable(answers.get(requestId)), deadline);
    }

    /**
     * The statuses that the answer led to, once all have settled; empty if they did not before {@code deadline}. All revisions that were
     * announced before the answer must have been accepted.
     */
    public Optional<List<StackStatus>> awaitSettled(SourceEvent answer, long deadline) throws InterruptedException {
        long appearing = System.nanoTime() + APPEARING.toNanos();
        return await(() -> settled(answer, System.nanoTime() > appearing), deadline);
    }

    /** @param unhosted whether a stack of which no host has told by now counts as one that no host is to run */
    private Optional<List<StackStatus>> settled(SourceEvent answer, boolean unhosted) {
        List<StackStatus> rows = statuses.matching(status -> concerns(answer, status.stack()));
        boolean reached = announced.entrySet().stream()
                .filter(stack -> concerns(answer, stack.getKey()))
                .allMatch(stack -> reached(stack.getKey(), stack.getValue(), rows, unhosted));
        boolean settled = reached && rows.stream().allMatch(SyncWait::isSettled);
        return settled ? Optional.of(rows) : Optional.empty();
    }

    /** Where a person wants something else than the repository says, nothing more comes. */
    private static boolean isSettled(StackStatus row) {
        return SETTLED.contains(row.state())
                || row.health() == StackStatus.Health.SUSPENDED
                || (row.state() == StackStatus.State.DRIFTED && "command.rollback".equals(row.reason()));
    }

    private boolean concerns(SourceEvent answer, StackId stack) {
        return stack.repository().equals(repository)
                && (!(answer instanceof SourceEvent.Changed changed)
                        || changed.stacks().contains(stack));
    }

    private static boolean reached(StackId stack, long generation, List<StackStatus> rows, boolean unhosted) {
        List<StackStatus> own =
                rows.stream().filter(row -> row.stack().equals(stack)).toList();
        return own.isEmpty() ? unhosted : own.stream().allMatch(row -> row.desiredGeneration() >= generation);
    }
}
