/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import dev.longshore.events.Revision;
import dev.longshore.syncer.git.CommitFiles;
import dev.longshore.syncer.git.CommitFiles.Entry;
import dev.longshore.syncer.git.SourceException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/**
 * A working tree held against a commit of its remote.
 *
 * @param head what is checked out; null if nothing is
 * @param onBranch whether that is the branch that is followed
 * @param branchCommit where the working tree's own branch of that name is; null if there is none
 * @param localCommits of {@code head} that the remote never had
 * @param strayCommits the same of the branch, while another one is checked out
 */
record Comparison(
        ObjectId tip,
        @Nullable ObjectId head,
        String headBranch,
        boolean onBranch,
        @Nullable ObjectId branchCommit,
        int localCommits,
        int strayCommits,
        WorkTree tree,
        Snapshot snapshot) {

    static Comparison of(TreeFolder folder, Repository repository, History history, IndexFile index, ObjectId tip)
            throws IOException, CheckoutException, SourceException {
        ObjectId head = history.head();
        List<NavigableMap<String, Entry>> pending = new ArrayList<>();
        for (ObjectId begun : history.pending()) {
            pending.add(CommitFiles.of(repository, begun));
        }
        ObjectId branch = history.at(history.local());
        int local = head == null ? 0 : history.localCommits(head, tip);
        int stray = branch == null || branch.equals(head) ? 0 : history.localCommits(branch, tip);
        NavigableMap<String, Entry> tipFiles = CommitFiles.of(repository, tip);
        NavigableMap<String, Entry> headFiles = files(repository, head);
        NavigableMap<String, Entry> base =
                local == 0 || head == null ? headFiles : files(repository, history.base(head, tip));
        WorkTree tree = new WorkTree(folder.directory(), modes(repository, tipFiles, headFiles));
        Snapshot snapshot = Snapshot.take(tipFiles, base, headFiles, pending, index.read(), tree);
        return new Comparison(
                tip, head, history.headBranch(), history.isOnBranch(), branch, local, stray, tree, snapshot);
    }

    private static NavigableMap<String, Entry> files(Repository repository, @Nullable ObjectId commit)
            throws IOException, SourceException {
        return commit == null ? new TreeMap<>() : CommitFiles.of(repository, commit);
    }

    /** Some file systems cannot say whether a file is executable; Git notes that when it makes the repository. */
    private static @Nullable ToIntFunction<String> modes(
            Repository repository, NavigableMap<String, Entry> tip, NavigableMap<String, Entry> head) {
        boolean kept = repository
                .getConfig()
                .getBoolean(ConfigConstants.CONFIG_CORE_SECTION, ConfigConstants.CONFIG_KEY_FILEMODE, true);
        int plain = FileMode.REGULAR_FILE.getBits();
        return kept
                ? null
                : path -> {
                    Entry known = tip.getOrDefault(path, head.get(path));
                    boolean executable = known != null && known.mode() == FileMode.EXECUTABLE_FILE.getBits();
                    return executable ? FileMode.EXECUTABLE_FILE.getBits() : plain;
                };
    }

    SortedMap<String, LocalEdit.Kind> edits() {
        return snapshot.edits();
    }

    boolean isEdited() {
        return localCommits > 0 || strayCommits > 0 || !edits().isEmpty();
    }

    /** Whether the remote has nothing that the checked-out branch lacks. */
    boolean isAhead(History history) throws IOException {
        return head != null && onBranch && localCommits > 0 && history.isAncestor(tip, head);
    }

    boolean isCheckedOut() {
        return onBranch && tip.equals(head);
    }

    @Nullable
    Revision actual() {
        return head == null ? null : new Revision(headBranch, head.name());
    }

    DriftReport report(Revision desired) {
        List<LocalEdit> edits = edits().entrySet().stream()
                .map(edit -> new LocalEdit(edit.getKey(), edit.getValue()))
                .toList();
        return new DriftReport(desired, actual(), localCommits + strayCommits, edits);
    }
}
