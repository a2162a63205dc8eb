/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import dev.longshore.syncer.git.CommitFiles.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevObject;

/**
 * Everything that a person could have put somewhere: disk, index, commits.
 *
 * @param reachable ids of all objects that a ref leads to
 * @param commits where {@code HEAD} and the branches are
 */
record TreeState(
        Map<String, Entry> disk, Map<String, Entry> index, Set<ObjectId> reachable, Map<String, ObjectId> commits) {

    static TreeState of(Repository repository) throws Exception {
        return new TreeState(disk(repository), index(repository), reachable(repository), commits(repository));
    }

    private static Map<String, Entry> disk(Repository repository) throws Exception {
        Path root = repository.getWorkTree().toPath();
        WorkTree tree = new WorkTree(root, null);
        Map<String, Entry> disk = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(f -> !f.startsWith(root.resolve(".git")))
                    .filter(f -> !Files.isDirectory(f, LinkOption.NOFOLLOW_LINKS))
                    .toList()) {
                String path = root.relativize(file).toString();
                if (tree.look(path) instanceof OnDisk.Present present) {
                    disk.put(path, present.entry());
                }
            }
        }
        return disk;
    }

    private static Map<String, Entry> index(Repository repository) throws IOException {
        Map<String, Entry> index = new TreeMap<>();
        DirCache cache = DirCache.read(repository);
        for (int i = 0; i < cache.getEntryCount(); i++) {
            index.put(
                    cache.getEntry(i).getPathString(),
                    new Entry(cache.getEntry(i).getRawMode(), cache.getEntry(i).getObjectId()));
        }
        return index;
    }

    private static Set<ObjectId> reachable(Repository repository) throws IOException {
        Set<ObjectId> ids = new HashSet<>();
        try (ObjectWalk walk = new ObjectWalk(repository)) {
            for (Ref ref : repository.getRefDatabase().getRefs()) {
                walk.markStart(walk.parseAny(ref.getObjectId()));
            }
            for (RevObject commit = walk.next(); commit != null; commit = walk.next()) {
                ids.add(commit.copy());
            }
            for (RevObject object = walk.nextObject(); object != null; object = walk.nextObject()) {
                ids.add(object.copy());
            }
        }
        return ids;
    }

    private static Map<String, ObjectId> commits(Repository repository) throws IOException {
        Map<String, ObjectId> commits = new HashMap<>();
        for (Ref ref : repository.getRefDatabase().getRefsByPrefix(Constants.R_HEADS)) {
            commits.put(ref.getName(), ref.getObjectId());
        }
        ObjectId head = repository.resolve(Constants.HEAD);
        if (head != null) {
            commits.put(Constants.HEAD, head);
        }
        return commits;
    }

    /** The same disk, index and branches. */
    boolean isUntouched(TreeState before) {
        return disk.equals(before.disk) && index.equals(before.index) && commits.equals(before.commits);
    }

    /**
     * What was there before and is nowhere now; empty if nothing is lost.
     *
     * @param theirs what came from the remote, which is nobody's edit
     */
    Set<String> lost(TreeState before, Set<ObjectId> theirs) {
        Set<String> lost = new HashSet<>();
        Set<ObjectId> kept = new HashSet<>(reachable);
        kept.addAll(theirs);
        before.disk.forEach((path, entry) -> {
            if (!entry.equals(disk.get(path)) && !kept.contains(entry.id())) {
                lost.add("file " + path);
            }
        });
        before.index.forEach((path, entry) -> {
            boolean isThere = entry.equals(index.get(path)) || entry.equals(disk.get(path));
            if (!isThere && !kept.contains(entry.id())) {
                lost.add("staged " + path);
            }
        });
        before.commits.forEach((name, commit) -> {
            if (!kept.contains(commit)) {
                lost.add("commit of " + name);
            }
        });
        return lost;
    }
}
