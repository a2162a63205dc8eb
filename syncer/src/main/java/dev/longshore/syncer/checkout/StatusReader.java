/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import dev.longshore.events.Revision;
import dev.longshore.syncer.git.RemoteBranch;
import dev.longshore.syncer.git.SourceException;
import java.io.IOException;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/** Finds out what can be found out of a working tree, and changes nothing. */
final class StatusReader {
    /** Holds the tree against a revision. */
    @FunctionalInterface
    interface Drift {
        DriftReport against(Revision tip) throws IOException, CheckoutException, SourceException;
    }

    private final TreeFolder folder;
    private final RemoteBranch remote;
    private final String url;
    private final String branch;
    private final Drift drift;

    StatusReader(TreeFolder folder, RemoteBranch remote, String url, String branch, Drift drift) {
        this.folder = folder;
        this.remote = remote;
        this.url = url;
        this.branch = branch;
        this.drift = drift;
    }

    SyncStatus read() {
        boolean exists;
        try {
            exists = Failures.guard(folder.directory(), folder::examine);
        } catch (CheckoutException e) {
            return failed(SyncState.ERROR, null, e);
        }
        Revision tip;
        try {
            tip = Failures.guard(folder.directory(), remote::tip);
        } catch (CheckoutException e) {
            return exists ? unknown(e) : failed(SyncState.UNKNOWN, null, e);
        }
        try {
            return Failures.guard(folder.directory(), () -> exists ? compared(tip) : absent(tip));
        } catch (CheckoutException e) {
            return failed(SyncState.ERROR, tip, e);
        }
    }

    private SyncStatus absent(Revision tip) {
        DriftReport nothing = new DriftReport(tip, null, 0, List.of());
        return new SyncStatus(
                SyncState.DRIFTED,
                folder.directory().toString(),
                url,
                branch,
                tip,
                null,
                0,
                nothing.edits(),
                null,
                List.of(),
                null,
                null);
    }

    private SyncStatus compared(Revision tip) throws IOException, CheckoutException, SourceException {
        DriftReport found = drift.against(tip);
        SyncState state = found.isEmpty() ? SyncState.IN_SYNC : SyncState.DRIFTED;
        return status(RunLock.isTaken(folder.scratch()) ? SyncState.SYNCING : state, tip, found, null);
    }

    /** The remote could not be asked; the tree can still be held against what is checked out. */
    private SyncStatus unknown(CheckoutException problem) {
        try {
            return Failures.guard(folder.directory(), () -> {
                Revision actual = actual();
                DriftReport found = actual == null
                        ? new DriftReport(new Revision(branch, ObjectId.zeroId().name()), null, 0, List.of())
                        : drift.against(actual);
                return status(SyncState.UNKNOWN, null, found, problem);
            });
        } catch (CheckoutException e) {
            return failed(SyncState.ERROR, null, e);
        }
    }

    private @Nullable Revision actual() throws IOException, CheckoutException {
        try (Repository opened = folder.openAsIs()) {
            History history = new History(opened, branch);
            ObjectId head = history.head();
            return head == null ? null : new Revision(history.headBranch(), head.name());
        }
    }

    private SyncStatus status(
            SyncState state, @Nullable Revision tip, DriftReport found, @Nullable CheckoutException problem)
            throws IOException, CheckoutException {
        try (Repository opened = folder.openAsIs()) {
            return new SyncStatus(
                    state,
                    folder.directory().toString(),
                    url,
                    branch,
                    tip,
                    found.actual(),
                    found.localCommits(),
                    found.edits(),
                    folder.lastSynced(),
                    Backup.list(opened),
                    problem == null ? null : problem.reason(),
                    problem == null ? null : problem.text());
        }
    }

    private SyncStatus failed(SyncState state, @Nullable Revision tip, CheckoutException problem) {
        return new SyncStatus(
                state,
                folder.directory().toString(),
                url,
                branch,
                tip,
                null,
                0,
                List.of(),
                null,
                List.of(),
                problem.reason(),
                problem.text());
    }
}
