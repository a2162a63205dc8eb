/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import java.io.IOException;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** The names of all files of a commit; submodules are not followed. */
public final class CommitFiles {
    private CommitFiles() {}

    /**
     * What a commit has at a path.
     *
     * @param mode Git's: of a file, an executable file, a symlink or a submodule
     */
    public record Entry(int mode, ObjectId id) {}

    /**
     * The entries of a commit by path.
     *
     * @throws SourceException {@code repo.limits.…} or {@code repo.path} if they may not become files
     * @throws IOException if an object is missing or broken
     */
    public static NavigableMap<String, Entry> of(Repository repository, ObjectId commit)
            throws SourceException, IOException {
        TreeLimits limits = new TreeLimits(commit.abbreviate(7).name());
        NavigableMap<String, Entry> entries = new TreeMap<>();
        try (RevWalk commits = new RevWalk(repository);
                TreeWalk walk = new TreeWalk(repository)) {
            walk.addTree(commits.parseCommit(commit).getTree());
            while (walk.next()) {
                String path = limits.check(walk, "");
                if (walk.isSubtree()) {
                    walk.enterSubtree();
                } else {
                    entries.put(path, new Entry(walk.getRawMode(0), walk.getObjectId(0)));
                }
            }
            return entries;
        } catch (LargeObjectException e) {
            throw limits.tooManyEntries();
        }
    }
}
