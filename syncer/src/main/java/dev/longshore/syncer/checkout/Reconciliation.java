/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import dev.longshore.events.Revision;
import dev.longshore.syncer.git.SourceException;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/**
 * Makes a working tree what a commit of its remote is. The order of the steps is what makes it safe: edits are kept, then the commit is
 * noted as pending, then files are written, then the index, then the branch. A run that is killed leaves files of the pending commit,
 * which the next one does not take for edits.
 */
final class Reconciliation {
    /** How often it begins again when somebody works in the tree meanwhile. */
    private static final int ATTEMPTS = 3;

    private static final int MOST_SHOWN = 5;

    private final TreeFolder folder;
    private final Repository repository;
    private final History history;
    private final ConflictPolicy policy;
    private final Clock clock;

    Reconciliation(TreeFolder folder, Repository repository, History history, ConflictPolicy policy, Clock clock) {
        this.folder = folder;
        this.repository = repository;
        this.history = history;
        this.policy = policy;
        this.clock = clock;
    }

    /** Only while no other run is at work. */
    SyncResult to(Revision tip) throws IOException, CheckoutException, SourceException {
        TreeMovedException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return attempt(tip);
            } catch (TreeMovedException e) {
                last = e;
            }
        }
        throw new CheckoutException(
                CheckoutException.Kind.BUSY,
                "tree.moving",
                folder.directory() + ": " + Objects.requireNonNull(last).getMessage() + ", again and again; try later",
                last);
    }

    private SyncResult attempt(Revision tip) throws IOException, CheckoutException, SourceException {
        ObjectId commit = ObjectId.fromString(tip.commit());
        IndexFile index = folder.index();
        Comparison found = Comparison.of(folder, repository, history, index, commit);
        if (policy == ConflictPolicy.ABORT && found.isEdited()) {
            throw edited(found);
        }
        if (policy == ConflictPolicy.PREFER_LOCAL && found.isAhead(history)) {
            return unchanged(found, List.copyOf(found.edits().keySet()));
        }
        Plan plan = policy == ConflictPolicy.PREFER_LOCAL
                ? Plan.forLocal(found.snapshot())
                : Plan.forRemote(found.snapshot());
        if (plan.isEmpty(found.snapshot()) && found.isCheckedOut()) {
            history.move(History.SYNCED, commit);
            history.forgetPending();
            return unchanged(found, List.copyOf(plan.kept()));
        }
        checkStorable(found.snapshot(), plan);
        try (IndexFile held = index.hold()) {
            if (!Objects.equals(held.read(), found.snapshot().index())) {
                throw new TreeMovedException(".git/index");
            }
            return carryOut(tip, found, plan, held);
        }
    }

    private SyncResult unchanged(Comparison found, List<String> kept) {
        Revision actual = Objects.requireNonNull(found.actual());
        return new SyncResult(actual, actual, List.of(), List.of(), kept, null, false);
    }

    private SyncResult carryOut(Revision tip, Comparison found, Plan plan, IndexFile index) throws IOException {
        String backup = keepEdits(found, plan);
        history.addPending(found.tip());
        Map<String, OnDisk.Stamp> stamps = stamps(found.snapshot());
        try (ObjectReader objects = repository.newObjectReader()) {
            TreeWriter writer = new TreeWriter(
                    found.snapshot(), found.tree(), objects, folder.scratch().resolve("tmp"));
            stamps.putAll(writer.carryOut(plan));
        }
        if (!plan.index().equals(found.snapshot().index())) {
            stamps.keySet().removeAll(plan.kept());
            index.write(plan.index(), stamps);
        }
        history.checkedOut(found.tip(), found.branchCommit());
        history.move(History.SYNCED, found.tip());
        history.forgetPending();
        return new SyncResult(
                found.actual(),
                tip,
                List.copyOf(plan.write().keySet()),
                List.copyOf(plan.remove()),
                List.copyOf(plan.kept()),
                backup,
                true);
    }

    /** Of files that are what the remote has. */
    private static Map<String, OnDisk.Stamp> stamps(Snapshot snapshot) {
        Map<String, OnDisk.Stamp> stamps = new HashMap<>();
        snapshot.files().forEach((path, file) -> {
            if (WorkTree.isSame(file, snapshot.tip().get(path))) {
                stamps.put(path, file.stamp());
            }
        });
        return stamps;
    }

    /** The ref with everything that will not be in the tree any more; null if that is nothing. */
    private @Nullable String keepEdits(Comparison found, Plan plan) throws IOException {
        Backup backup = new Backup(repository, found.tree(), clock);
        ObjectId branch = found.branchCommit();
        String kept = found.strayCommits() > 0 && branch != null ? backup.keep(branch) : null;
        if (policy != ConflictPolicy.PREFER_LOCAL ? !found.edits().isEmpty() : plan.forgetsStaged(found.snapshot())) {
            return backup.keep(found.snapshot(), found.head());
        }
        return found.localCommits() > 0 && found.head() != null ? backup.keep(found.head()) : kept;
    }

    private CheckoutException edited(Comparison found) {
        List<String> what = found.edits().keySet().stream().limit(MOST_SHOWN).toList();
        int more = found.edits().size() - what.size();
        int commits = found.localCommits() + found.strayCommits();
        String edits = (commits == 0 ? "" : commits + " local commits")
                + (commits == 0 || what.isEmpty() ? "" : ", ")
                + String.join(", ", what)
                + (more > 0 ? " and " + more + " more" : "");
        return CheckoutException.conflict(
                "tree.local_changes",
                folder.directory() + " was edited (" + edits
                        + ") and nothing was touched. Undo that, push it, or choose"
                        + " --on-conflict prefer-remote or prefer-local");
    }

    /** What Git cannot keep is never taken away. */
    private void checkStorable(Snapshot snapshot, Plan plan) throws CheckoutException {
        for (String path : plan.write().keySet()) {
            OnDisk there = snapshot.disk().get(path);
            String at = there instanceof OnDisk.Blocked blocked ? blocked.by() : path;
            boolean special = snapshot.disk().get(at) instanceof OnDisk.Special
                    || (there instanceof OnDisk.Folder
                            && snapshot.disk().subMap(path + "/", path + "0").values().stream()
                                    .anyMatch(OnDisk.Special.class::isInstance));
            if (special) {
                throw CheckoutException.conflict(
                        "tree.in_the_way",
                        folder.directory().resolve(at)
                                + " is, or has in it, a socket, a pipe or a device where the remote has a file;"
                                + " remove it");
            }
        }
    }
}
