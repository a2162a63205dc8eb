/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import dev.longshore.syncer.git.CommitFiles.Entry;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what somebody did to a working tree. A backup is a commit as {@code git stash} makes them: its tree is the disk, its first parent
 * what was checked out, its second one what the index had. So {@code git show} and {@code git stash apply} know what to do with it.
 */
final class Backup {
    static final String PREFIX = "refs/longshore/backup/";
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Repository repository;
    private final WorkTree tree;
    private final Clock clock;

    Backup(Repository repository, WorkTree tree, Clock clock) {
        this.repository = repository;
        this.tree = tree;
        this.clock = clock;
    }

    /** All of them, oldest first. */
    static List<String> list(Repository repository) throws IOException {
        return repository.getRefDatabase().getRefsByPrefix(PREFIX).stream()
                .map(Ref::getName)
                .sorted()
                .toList();
    }

    /**
     * Keeps the whole tree; the ref. If the same has been kept before, that one.
     *
     * @param head what is checked out; null for nothing
     */
    String keep(Snapshot snapshot, @Nullable ObjectId head) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            ObjectId work = tree(diskEntries(snapshot, inserter), inserter);
            Map<String, Entry> staged = snapshot.index() == null ? snapshot.head() : snapshot.index();
            ObjectId index = tree(staged, inserter);
            String known = known(work, index, head);
            if (known != null) {
                return known;
            }
            List<ObjectId> parents = new ArrayList<>();
            if (head != null) {
                parents.add(head);
            }
            parents.add(
                    commit(index, List.copyOf(parents), "index of a working tree that longshore changed", inserter));
            ObjectId backup = commit(work, parents, "working tree that longshore changed", inserter);
            inserter.flush();
            return store(backup);
        }
    }

    /** Keeps a commit that no branch has any more; the ref. */
    String keep(ObjectId commit) throws IOException {
        for (Ref ref : repository.getRefDatabase().getRefsByPrefix(PREFIX)) {
            if (commit.equals(ref.getObjectId())) {
                return ref.getName();
            }
        }
        return store(commit);
    }

    private Map<String, Entry> diskEntries(Snapshot snapshot, ObjectInserter inserter) throws IOException {
        Map<String, Entry> entries = new TreeMap<>();
        for (Map.Entry<String, OnDisk.Present> file : snapshot.files().entrySet()) {
            entries.put(file.getKey(), file.getValue().entry());
            insert(file.getKey(), file.getValue(), inserter);
        }
        return entries;
    }

    private void insert(String path, OnDisk.Present file, ObjectInserter inserter) throws IOException {
        ObjectId id = file.entry().id();
        if (repository.getObjectDatabase().has(id)) {
            return;
        }
        ObjectId inserted;
        if (file.entry().mode() == FileMode.TYPE_SYMLINK) {
            inserted = inserter.insert(Constants.OBJ_BLOB, tree.linkBytes(path));
        } else {
            try (InputStream in = Files.newInputStream(tree.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
                inserted = inserter.insert(Constants.OBJ_BLOB, file.stamp().size(), in);
            } catch (EOFException e) {
                throw new TreeMovedException(path);
            }
        }
        if (!inserted.equals(id)) {
            throw new TreeMovedException(path);
        }
    }

    private static ObjectId tree(Map<String, Entry> entries, ObjectInserter inserter) throws IOException {
        DirCache cache = DirCache.newInCore();
        DirCacheBuilder builder = cache.builder();
        entries.forEach((path, entry) -> {
            DirCacheEntry added = new DirCacheEntry(path);
            added.setFileMode(FileMode.fromBits(entry.mode()));
            added.setObjectId(entry.id());
            builder.add(added);
        });
        builder.finish();
        return cache.writeTree(inserter);
    }

    private ObjectId commit(ObjectId files, List<ObjectId> parents, String message, ObjectInserter inserter)
            throws IOException {
        CommitBuilder commit = new CommitBuilder();
        commit.setTreeId(files);
        commit.setParentIds(parents);
        commit.setMessage(message + "\n");
        PersonIdent us = new PersonIdent("longshore", "longshore@localhost", clock.instant(), ZoneOffset.UTC);
        commit.setAuthor(us);
        commit.setCommitter(us);
        return inserter.insert(commit);
    }

    /** A program that edits the same file in the same way before each run shall not fill the repository with backups. */
    private @Nullable String known(ObjectId work, ObjectId index, @Nullable ObjectId head) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            for (Ref ref : repository.getRefDatabase().getRefsByPrefix(PREFIX)) {
                RevCommit backup = walk.parseCommit(ref.getObjectId());
                int parents = head == null ? 1 : 2;
                if (backup.getTree().equals(work)
                        && backup.getParentCount() == parents
                        && (head == null || backup.getParent(0).equals(head))
                        && walk.parseCommit(backup.getParent(parents - 1))
                                .getTree()
                                .equals(index)) {
                    return ref.getName();
                }
            }
            return null;
        }
    }

    private String store(ObjectId commit) throws IOException {
        String name = PREFIX + NAME.format(clock.instant());
        for (int n = 2; repository.exactRef(name) != null; n++) {
            name = PREFIX + NAME.format(clock.instant()) + "-" + n;
        }
        RefUpdate update = repository.updateRef(name);
        update.setExpectedOldObjectId(ObjectId.zeroId());
        update.setNewObjectId(commit);
        RefUpdate.Result result = update.update();
        if (result != RefUpdate.Result.NEW) {
            throw new IOException("the backup " + name + " could not be stored: " + result);
        }
        return name;
    }
}
