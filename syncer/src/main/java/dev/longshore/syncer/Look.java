/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.Revision;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackId;
import dev.longshore.syncer.git.CommitTree;
import dev.longshore.syncer.git.GitMirror;
import dev.longshore.syncer.git.SourceException;
import dev.longshore.syncer.git.Tip;
import dev.longshore.syncer.stacks.Stack;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one look at a repository found, held against what was last announced.
 *
 * @param tree of the tip
 * @param stacks all stacks of the commit
 */
record Look(String repository, GitMirror mirror, Tip tip, CommitTree tree, List<Stack> stacks)
        implements AutoCloseable {

    /**
     * A stack that is to be announced.
     *
     * @param last the last announcement; null for a new stack
     */
    record Change(StackId id, Stack stack, AnnouncedRevisions.@Nullable Announced last) {
        long generation() {
            return 1 + RevisionEvent.generationOf(last == null ? null : last.latest());
        }
    }

    /** The stacks that are not as they were last announced; with {@code force} all. */
    List<Change> changes(AnnouncedRevisions announced, boolean force) {
        List<Change> changes = new ArrayList<>();
        for (Stack stack : stacks) {
            StackId id = new StackId(repository, stack.spec().name());
            AnnouncedRevisions.Announced last = announced.of(id).orElse(null);
            if (force || last == null || !isSame(last.latest(), stack)) {
                changes.add(new Change(id, stack, last));
            }
        }
        return changes;
    }

    private static boolean isSame(RevisionEvent latest, Stack stack) {
        return latest instanceof RevisionEvent.Changed changed
                && changed.treeDigest().equals(stack.digest());
    }

    /** What was announced and is no longer in the commit. */
    List<RevisionEvent.Changed> gone(AnnouncedRevisions announced) {
        Set<StackId> present = new HashSet<>();
        stacks.forEach(stack -> present.add(new StackId(repository, stack.spec().name())));
        return announced.standing(repository).stream()
                .filter(event -> !present.contains(event.stack()))
                .toList();
    }

    /**
     * Holds the history against what was announced. Whoever forces the look has accepted it.
     *
     * @throws SourceException {@code source.rewritten} where a rewritten branch is to be refused
     */
    void checkHistory(AnnouncedRevisions announced, boolean force) throws SourceException {
        if (!force) {
            List<Revision> before = announced.standing(repository).stream()
                    .map(RevisionEvent.Changed::revision)
                    .distinct()
                    .toList();
            mirror.checkHistory(before, tip.revision());
        }
    }

    /** Whether the branch was rewritten since the last announcement of this stack. */
    boolean isForced(Change change) throws SourceException {
        return change.last() != null
                && change.last().latest() instanceof RevisionEvent.Changed before
                && !mirror.isAncestor(before.revision().commit(), tip.revision().commit());
    }

    /** What the branch was when it was last looked at, as far as anybody still knows; null if nobody does. */
    @Nullable
    Revision previous(@Nullable Revision lastSeen, AnnouncedRevisions announced) {
        if (lastSeen != null) {
            return lastSeen;
        }
        if (tip.before() != null) {
            return new Revision(tip.revision().branch(), tip.before());
        }
        return announced.standing(repository).stream()
                .max(Comparator.comparing(event -> event.commit().time()))
                .map(RevisionEvent.Changed::revision)
                .orElse(null);
    }

    @Override
    public void close() {
        tree.close();
    }
}
