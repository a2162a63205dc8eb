/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.jspecify.annotations.Nullable;

/** The commits of a repository with a working tree: which are the remote's, and which are somebody's own. */
final class History {
    /** What the remote had when it was last asked; kept so that history it has rewritten is not taken for local work. */
    static final String SYNCED = "refs/longshore/synced";
    /** Below it, one ref a commit: what is being written into the tree, by this run and by those that were killed since the last good one. */
    private static final String PENDING = "refs/longshore/pending/";

    private static final int MOST = 1000;

    private final Repository repository;
    private final String branch;

    /** @param branch of the remote that is followed, and of the working tree, by its short name */
    History(Repository repository, String branch) {
        this.repository = repository;
        this.branch = branch;
    }

    /** The ref that says where the remote's branch is. */
    String tracking() {
        return Constants.R_REMOTES + "origin/" + branch;
    }

    /** The branch of the working tree. */
    String local() {
        return Constants.R_HEADS + branch;
    }

    @Nullable
    ObjectId head() throws IOException {
        return repository.resolve(Constants.HEAD + "^{commit}");
    }

    /** The short name of the branch that is checked out; {@code HEAD} for none. */
    String headBranch() throws IOException {
        Ref head = repository.exactRef(Constants.HEAD);
        return head != null && head.isSymbolic()
                ? Repository.shortenRefName(head.getTarget().getName())
                : Constants.HEAD;
    }

    boolean isOnBranch() throws IOException {
        Ref head = repository.exactRef(Constants.HEAD);
        return head != null && head.isSymbolic() && head.getTarget().getName().equals(local());
    }

    @Nullable
    ObjectId at(String ref) throws IOException {
        Ref found = repository.exactRef(ref);
        return found == null ? null : found.getObjectId();
    }

    /** Before anything is fetched: what the remote was known to have is remembered. */
    void rememberUpstream() throws IOException {
        ObjectId known = at(tracking());
        if (known != null && at(SYNCED) == null) {
            move(SYNCED, known);
        }
    }

    /** How many commits of {@code commit}'s history the remote never had; at most a thousand are counted. */
    int localCommits(ObjectId commit, ObjectId tip) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            walk.markStart(walk.parseCommit(commit));
            for (ObjectId upstream : upstreams(tip)) {
                walk.markUninteresting(walk.parseCommit(upstream));
            }
            int count = 0;
            while (count < MOST && walk.next() != null) {
                count++;
            }
            return count;
        }
    }

    /** Where local work on top of the remote's began; null if it has nothing in common with it. */
    @Nullable
    ObjectId base(ObjectId commit, ObjectId tip) throws IOException {
        ObjectId best = null;
        for (ObjectId upstream : upstreams(tip)) {
            ObjectId common = mergeBase(commit, upstream);
            if (common != null && (best == null || isAncestor(best, common))) {
                best = common;
            }
        }
        return best;
    }

    boolean isAncestor(ObjectId ancestor, ObjectId commit) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            return walk.isMergedInto(walk.parseCommit(ancestor), walk.parseCommit(commit));
        }
    }

    private @Nullable ObjectId mergeBase(ObjectId one, ObjectId other) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            walk.setRevFilter(RevFilter.MERGE_BASE);
            walk.markStart(walk.parseCommit(one));
            walk.markStart(walk.parseCommit(other));
            RevCommit base = walk.next();
            return base == null ? null : base.copy();
        }
    }

    private List<ObjectId> upstreams(ObjectId tip) throws IOException {
        ObjectId synced = at(SYNCED);
        return Stream.concat(Stream.of(tip, synced == null ? tip : synced), pending().stream())
                .distinct()
                .toList();
    }

    /** Puts the working tree's branch at a commit, and the working tree on its branch. */
    void checkedOut(ObjectId commit, @Nullable ObjectId branchWas) throws IOException {
        RefUpdate update = repository.updateRef(local());
        update.setExpectedOldObjectId(branchWas == null ? ObjectId.zeroId() : branchWas);
        update.setNewObjectId(commit);
        update.setRefLogMessage("longshore checkout", false);
        require(update.forceUpdate(), local());
        if (!isOnBranch()) {
            RefUpdate head = repository.updateRef(Constants.HEAD);
            head.setRefLogMessage("longshore checkout", false);
            require(head.link(local()), Constants.HEAD);
        }
    }

    void move(String ref, ObjectId commit) throws IOException {
        RefUpdate update = repository.updateRef(ref);
        update.setNewObjectId(commit);
        require(update.forceUpdate(), ref);
    }

    /** Of which commits there may be files in the tree. */
    List<ObjectId> pending() throws IOException {
        return repository.getRefDatabase().getRefsByPrefix(PENDING).stream()
                .map(Ref::getObjectId)
                .toList();
    }

    /** Before the first file of a commit is written. What other runs began stays known until one has finished. */
    void addPending(ObjectId commit) throws IOException {
        move(PENDING + commit.name(), commit);
    }

    void forgetPending() throws IOException {
        for (Ref ref : repository.getRefDatabase().getRefsByPrefix(PENDING)) {
            RefUpdate update = repository.updateRef(ref.getName());
            update.setForceUpdate(true);
            require(update.delete(), ref.getName());
        }
    }

    private static void require(RefUpdate.Result result, String ref) throws IOException {
        switch (result) {
            case NEW, FORCED, FAST_FORWARD, NO_CHANGE -> {
                // as wanted
            }
            case LOCK_FAILURE, REJECTED -> throw new TreeMovedException(ref);
            default -> throw new IOException(ref + " could not be moved: " + result);
        }
    }
}
