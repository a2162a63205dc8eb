/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.Revision;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.SourceEvent.ErrorClass;
import dev.longshore.events.StackId;
import dev.longshore.events.kafka.UnpublishedException;
import dev.longshore.syncer.git.FullDisk;
import dev.longshore.syncer.git.GitMirror;
import dev.longshore.syncer.git.MirrorDamagedException;
import dev.longshore.syncer.git.SourceException;
import dev.longshore.syncer.git.Tip;
import dev.longshore.syncer.stacks.StackFinder;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at one repository: fetch, find the stacks, announce what changed, answer everybody who asked. Blocks; used by one thread at a
 * time. Each look ends in exactly one event for those who asked; looks of our own are told only when something changed.
 */
final class RepositorySync implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RepositorySync.class);

    private final String repository;
    private final GitMirror mirror;
    private final StackFinder finder;
    private final AnnouncedRevisions announced;
    private final Backoff backoff;
    private final Clock clock;
    private final SyncerMetrics metrics;

    /** For the round under way: who owns the repository now. */
    private @Nullable Announcer announcer;

    private @Nullable Revision lastSeen;
    private @Nullable String failing;
    private int failures;

    RepositorySync(
            String repository,
            GitMirror mirror,
            StackFinder finder,
            AnnouncedRevisions announced,
            Backoff backoff,
            Clock clock,
            SyncerMetrics metrics) {
        this.repository = repository;
        this.mirror = mirror;
        this.finder = finder;
        this.announced = announced;
        this.backoff = backoff;
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * One look.
     *
     * @param owner what it finds is published by this one or not at all, so take it before
     * @return after how long to look again without being asked; empty if there is no need
     */
    Optional<Duration> round(SyncRequests requests, Announcer owner) throws UnpublishedException {
        announcer = owner;
        long begin = System.nanoTime();
        try {
            lookWithIntactMirror(requests);
            failures = 0;
            metrics.looked("ok", begin);
            return Optional.empty();
        } catch (SourceException e) {
            metrics.looked(e.reason(), begin);
            return failed(e, requests);
        } catch (RuntimeException e) { // a fault of ours or of JGit: those who asked must still be answered
            log.atError().addKeyValue("repository", repository).setCause(e).log("a look failed");
            metrics.looked("source.internal", begin);
            String message = "repository " + repository + ": an internal error ("
                    + e.getClass().getSimpleName() + "); the syncer's log has more";
            return failed(SourceException.generic("source.internal", message, e), requests);
        }
    }

    private void lookWithIntactMirror(SyncRequests requests) throws SourceException, UnpublishedException {
        try {
            lookAndAnnounce(requests);
        } catch (MirrorDamagedException e) {
            log.atWarn()
                    .addKeyValue("repository", repository)
                    .setCause(e)
                    .log("the mirror is damaged and is cloned again");
            mirror.discard();
            lookAtNewMirror(requests);
        }
    }

    private void lookAtNewMirror(SyncRequests requests) throws SourceException, UnpublishedException {
        try {
            lookAndAnnounce(requests);
        } catch (MirrorDamagedException e) {
            mirror.discard();
            throw SourceException.stalled(
                    "source.corrupt",
                    "repository " + repository + " itself has damaged objects; run `git fsck` there: " + e.getMessage(),
                    e);
        }
    }

    private void lookAndAnnounce(SyncRequests requests)
            throws SourceException, MirrorDamagedException, UnpublishedException {
        Tip tip = mirror.fetch();
        try (var tree = mirror.tree(tip.revision());
                Look look = new Look(repository, mirror, tip, tree, finder.find(tree))) {
            look.checkHistory(announced, requests.force());
            Revision previous = look.previous(lastSeen, announced);
            Draft draft = announcer().draft(look, requests);
            announcer().publish(draft, answers(look, previous, draft.stacks(), requests), requests);
            metrics.announced(draft);
            failing = null;
            lastSeen = tip.revision();
        } catch (IOException e) {
            if (FullDisk.isIn(e)) {
                throw FullDisk.failure("repository " + repository + ": a bundle could not be made", e);
            }
            throw SourceException.generic(
                    "source.mirror",
                    "repository " + repository + ": a bundle could not be made in the data directory ("
                            + e.getClass().getSimpleName() + "); check space and permissions",
                    e);
        }
    }

    private Announcer announcer() {
        return Objects.requireNonNull(announcer, "outside of a round");
    }

    private List<SourceEvent> answers(
            Look look, @Nullable Revision previous, List<StackId> stacks, SyncRequests requests) {
        Revision revision = look.tip().revision();
        List<SourceEvent> answers = new ArrayList<>();
        if (failing != null) {
            answers.add(new SourceEvent.Recovered(repository, revision, List.of(), requests.trigger()));
        }
        boolean moved = previous != null
                && !previous.equals(revision)
                && (lastSeen != null || look.tip().before() != null);
        if (!stacks.isEmpty() || moved) {
            answers.add(new SourceEvent.Changed(
                    repository, revision, previous, stacks, requests.ids(), requests.trigger()));
            log.atInfo()
                    .addKeyValue("repository", repository)
                    .addKeyValue("revision", revision)
                    .addKeyValue("stacks", stacks)
                    .addKeyValue("trigger", requests.trigger().text())
                    .log("announcing");
        } else if (!requests.ids().isEmpty()) {
            answers.add(new SourceEvent.Unchanged(repository, revision, requests.ids(), requests.trigger()));
        }
        return answers;
    }

    private Optional<Duration> failed(SourceException e, SyncRequests requests) throws UnpublishedException {
        failures++;
        Optional<Duration> again = again(e);
        boolean isNews = !e.reason().equals(failing);
        if (isNews || !requests.ids().isEmpty()) {
            Instant retryAt = again.map(clock.instant()::plus).orElse(null);
            announcer()
                    .tell(
                            new SourceEvent.Failed(
                                    repository,
                                    e.errorClass(),
                                    e.reason(),
                                    e.text(),
                                    retryAt,
                                    requests.ids(),
                                    requests.trigger()),
                            requests);
        }
        if (isNews) {
            log.atWarn()
                    .addKeyValue("repository", repository)
                    .addKeyValue("reason", e.reason())
                    .addKeyValue("message", e.text())
                    .log("the repository cannot be synced");
        }
        failing = e.reason();
        return again;
    }

    private Optional<Duration> again(SourceException e) {
        if (e.errorClass() == ErrorClass.STALLED) {
            return Optional.empty();
        }
        Duration standard = backoff.after(failures);
        Instant wanted = e.retryAt();
        if (wanted == null) {
            return Optional.of(standard);
        }
        Duration told = Duration.between(clock.instant(), wanted);
        return Optional.of(told.isNegative() ? standard : told);
    }

    /** Somebody else may have looked after the repository since the last round. */
    void forget() {
        lastSeen = null;
        failing = null;
        failures = 0;
    }

    @Override
    public void close() {
        mirror.close();
    }
}
