/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import dev.longshore.events.Revision;
import dev.longshore.events.config.RemoteAccess;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.syncer.git.MirrorDamagedException;
import dev.longshore.syncer.git.RemoteBranch;
import dev.longshore.syncer.git.SourceException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/**
 * Keeps a plain working tree equal to a branch of a remote. Each call stands for itself: nothing runs in between, nothing is cached, and
 * any process may be killed at any moment; the next call goes on from what it finds. Needs no broker and starts no process: hooks,
 * filters and attributes of the repository are not run.
 *
 * <pre>{@code
 * RepositoryConfig homelab = new RepositoryConfig("homelab", url, "main", null, null, List.of());
 * var tree = new GitOpsSynchronizer(Path.of("/srv/homelab"), homelab, ConflictPolicy.PREFER_REMOTE);
 * SyncResult result = tree.sync();
 * }</pre>
 *
 * <p>Nothing that somebody did to the tree is ever lost: it is in the tree, or in the ref that {@link SyncResult#backup()} names. Safe
 * for use by many threads and processes: of those that write one works at a time, and the others wait for five seconds.
 */
public final class GitOpsSynchronizer {
    private final RepositoryConfig repository;
    private final String branch;
    private final ConflictPolicy policy;
    private final Clock clock;
    private final RemoteBranch remote;
    private final TreeFolder folder;

    /** Without logins by URL, proxy or authorities of one's own. */
    public GitOpsSynchronizer(Path directory, RepositoryConfig repository, ConflictPolicy policy) {
        this(directory, repository, policy, RemoteAccess.DIRECT, Clock.systemUTC());
    }

    /**
     * A working tree and its remote.
     *
     * @param directory made when needed, if it is not there or empty
     * @param repository with a branch; its {@code auth} and rules count, its stacks do not, and submodules stay empty folders
     * @param access logins by URL, the proxy, authorities
     * @param clock names backups
     */
    public GitOpsSynchronizer(
            Path directory, RepositoryConfig repository, ConflictPolicy policy, RemoteAccess access, Clock clock) {
        this.repository = repository;
        this.branch = Objects.requireNonNull(repository.branch(), "the repository must name a branch");
        this.policy = policy;
        this.clock = clock;
        this.remote = new RemoteBranch(repository, access, clock);
        this.folder = new TreeFolder(directory, repository.url(), branch);
    }

    /** How tree and remote compare, asked now. Changes nothing. */
    public SyncState syncState() {
        return getSyncStatus().state();
    }

    /**
     * In what they differ, asked now. Changes nothing; edits are held against what is checked out as long as nothing newer was fetched.
     *
     * @throws CheckoutException if the remote or the tree cannot be read
     */
    public DriftReport detectDrift() throws CheckoutException {
        return guarded(() -> {
            boolean exists = folder.examine();
            Revision tip = remote.tip();
            return exists ? drift(tip) : new DriftReport(tip, null, 0, List.of());
        });
    }

    /** Everything that is known, asked now. Changes nothing and always answers; what could not be found out is in {@code reason}. */
    public SyncStatus getSyncStatus() {
        return new StatusReader(folder, remote, repository.url(), branch, this::drift).read();
    }

    /**
     * What is checked out.
     *
     * @return empty if nothing is. The branch is {@code HEAD} if none is checked out
     */
    public Optional<Revision> getVersion() throws CheckoutException {
        return guarded(() -> {
            if (!folder.examine()) {
                return Optional.empty();
            }
            try (Repository opened = folder.openAsIs()) {
                History history = new History(opened, branch);
                ObjectId head = history.head();
                return head == null ? Optional.empty() : Optional.of(new Revision(history.headBranch(), head.name()));
            }
        });
    }

    /**
     * Asks the remote, fetches what is new, and makes the tree equal to it as far as the policy lets.
     *
     * @throws CheckoutException see its {@link CheckoutException#kind()}; {@code UNREACHABLE} within ten seconds
     */
    public SyncResult sync() throws CheckoutException {
        return guarded(() -> {
            folder.examine();
            Revision tip = remote.tip();
            return alone(opened -> reconciled(opened, fetched(opened, tip)));
        });
    }

    /**
     * Makes the tree equal to what was fetched last, without asking the remote: undoes drift.
     *
     * @throws CheckoutException see its kind; {@code CONFLICT} if nothing was fetched yet
     */
    public SyncResult reconcile() throws CheckoutException {
        return guarded(() -> {
            if (!folder.examine()) {
                throw nothingFetched();
            }
            return alone(opened -> {
                History history = new History(opened, branch);
                ObjectId known = history.at(history.tracking());
                if (known == null) {
                    throw nothingFetched();
                }
                return reconciled(opened, new Revision(branch, known.name()));
            });
        });
    }

    @FunctionalInterface
    private interface Work {
        SyncResult on(Repository opened) throws IOException, CheckoutException, SourceException, MirrorDamagedException;
    }

    /** While no other run is at work. */
    private SyncResult alone(Work work) throws IOException, CheckoutException, SourceException, MirrorDamagedException {
        try (RunLock lock = RunLock.take(folder.scratch())) {
            return lock.during(() -> {
                try (Repository opened = folder.open()) {
                    return work.on(opened);
                }
            });
        }
    }

    private Revision fetched(Repository opened, Revision tip)
            throws IOException, SourceException, MirrorDamagedException, CheckoutException {
        History history = new History(opened, branch);
        history.rememberUpstream();
        boolean isHere = ObjectId.fromString(tip.commit()).equals(history.at(history.tracking()));
        Revision fetched = isHere ? tip : remote.fetch(opened, history.tracking());
        remote.checkSigned(opened, fetched);
        checkHistory(history, fetched);
        return fetched;
    }

    private void checkHistory(History history, Revision fetched) throws IOException, CheckoutException {
        ObjectId before = history.at(History.SYNCED);
        if (!repository.rules().acceptForcePush()
                && before != null
                && !history.isAncestor(before, ObjectId.fromString(fetched.commit()))) {
            throw new CheckoutException(
                    CheckoutException.Kind.FAILED,
                    "source.rewritten",
                    repository.url() + ": branch " + branch
                            + " was rewritten, and onForcePush is refuse. Restore it, or"
                            + " accept it once with `git -C " + folder.directory() + " update-ref -d " + History.SYNCED
                            + "`",
                    null);
        }
    }

    private SyncResult reconciled(Repository opened, Revision tip)
            throws IOException, CheckoutException, SourceException {
        SyncResult result = new Reconciliation(folder, opened, new History(opened, branch), policy, clock).to(tip);
        folder.noteSynced(clock);
        return result;
    }

    private DriftReport drift(Revision tip) throws IOException, CheckoutException, SourceException {
        try (Repository opened = folder.openAsIs()) {
            History history = new History(opened, branch);
            ObjectId commit = ObjectId.fromString(tip.commit());
            ObjectId against = opened.getObjectDatabase().has(commit) ? commit : history.head();
            if (against == null) {
                return new DriftReport(tip, null, 0, List.of());
            }
            return Comparison.of(folder, opened, history, folder.index(), against)
                    .report(tip);
        }
    }

    private CheckoutException nothingFetched() {
        return CheckoutException.conflict(
                "tree.not_fetched", folder.directory() + ": nothing was fetched yet; sync first");
    }

    @FunctionalInterface
    interface Step<T> {
        T take() throws IOException, CheckoutException, SourceException, MirrorDamagedException;
    }

    private <T> T guarded(Step<T> step) throws CheckoutException {
        return Failures.guard(folder.directory(), step);
    }
}
