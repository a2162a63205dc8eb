/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import dev.longshore.events.Revision;
import dev.longshore.events.RevisionEvent;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathFilterGroup;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/** The files of one commit, read straight from Git's objects. Not for use by several threads. */
public final class CommitTree implements AutoCloseable {
    /** The root of the repository, as a path. */
    public static final String ROOT = ".";

    private final ObjectReader reader;
    private final Revision revision;
    private final RevCommit commit;
    private final @Nullable Submodules submodules;

    private CommitTree(Repository repository, Revision revision, RevCommit commit, @Nullable Submodules submodules) {
        this.reader = repository.newObjectReader();
        this.revision = revision;
        this.commit = commit;
        this.submodules = submodules;
    }

    /**
     * Opens a commit.
     *
     * @param submodules null to leave them out
     */
    static CommitTree open(Repository repository, Revision revision, @Nullable Submodules submodules)
            throws MirrorDamagedException {
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit commit = walk.parseCommit(ObjectId.fromString(revision.commit()));
            walk.parseBody(commit);
            return new CommitTree(repository, revision, commit, submodules);
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    public Revision revision() {
        return revision;
    }

    /** Who made the commit, when, and its subject. */
    public RevisionEvent.Commit commit() {
        PersonIdent author = commit.getAuthorIdent();
        return new RevisionEvent.Commit(author.getName(), author.getWhenAsInstant(), commit.getShortMessage());
    }

    /**
     * What is at a path.
     *
     * @param folder whether it is a folder
     * @param mode Git's mode in octal
     * @param id Git's id of the blob or tree: equal ids are equal contents
     */
    public record Node(boolean folder, String mode, String id) {}

    /** What is at {@code path}, {@link #ROOT} or without {@code .} and {@code ..} in it; empty if there is nothing. */
    public Optional<Node> find(String path) throws MirrorDamagedException, SourceException {
        if (path.equals(ROOT)) {
            return Optional.of(
                    new Node(true, FileMode.TREE.toString(), commit.getTree().name()));
        }
        try (TreeWalk walk = TreeWalk.forPath(reader, path, commit.getTree())) {
            return walk == null
                    ? Optional.empty()
                    : Optional.of(new Node(
                            walk.getFileMode(0) == FileMode.TREE,
                            walk.getFileMode(0).toString(),
                            walk.getObjectId(0).name()));
        } catch (LargeObjectException e) {
            throw new TreeLimits(revision.brief()).tooManyEntries();
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    /**
     * The content of a regular file; empty if there is none at {@code path}.
     *
     * @throws SourceException {@code source.invalid} if it has more than {@code limit} bytes
     */
    public Optional<byte[]> read(String path, int limit) throws MirrorDamagedException, SourceException {
        try (TreeWalk walk = TreeWalk.forPath(reader, path, commit.getTree())) {
            if (walk == null || (walk.getRawMode(0) & FileMode.TYPE_MASK) != FileMode.TYPE_FILE) {
                return Optional.empty();
            }
            ObjectLoader loader = reader.open(walk.getObjectId(0), Constants.OBJ_BLOB);
            if (loader.getSize() > limit) {
                throw SourceException.stalled(
                        "source.invalid", revision.brief() + ": " + path + " has more than " + limit + " bytes", null);
            }
            return Optional.of(loader.getBytes());
        } catch (LargeObjectException e) {
            throw new TreeLimits(revision.brief()).tooManyEntries();
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    /** Folders at most {@code depth} below the root that have a regular file of one of these names, in Git's order. */
    public List<String> foldersWith(List<String> fileNames, int depth) throws MirrorDamagedException, SourceException {
        Set<String> found = new LinkedHashSet<>();
        TreeLimits limits = new TreeLimits(revision.brief());
        try (TreeWalk walk = new TreeWalk(reader)) {
            walk.addTree(commit.getTree());
            while (walk.next()) {
                String path = limits.check(walk, "");
                if (walk.isSubtree()) {
                    if (walk.getDepth() < depth) {
                        walk.enterSubtree();
                    }
                } else if (walk.getDepth() > 0 && fileNames.contains(walk.getNameString())) {
                    found.add(path.substring(0, path.lastIndexOf('/')));
                }
            }
            return List.copyOf(found);
        } catch (LargeObjectException e) {
            throw limits.tooManyEntries();
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    /** Takes the files of a walk. */
    @FunctionalInterface
    public interface FileVisitor {
        /** @param file opens the content; not to be used after the visit */
        void visit(String path, Kind kind, ObjectLoader file) throws IOException;
    }

    /** What a file is. */
    public enum Kind {
        FILE,
        EXECUTABLE,
        SYMLINK
    }

    /**
     * Visits each file below these paths once, in Git's order, so that equal trees give equal walks. Files of submodules are where
     * these stand.
     */
    public void walk(List<String> paths, FileVisitor visitor)
            throws IOException, SourceException, MirrorDamagedException {
        TreeFilter filter = paths.contains(ROOT) ? TreeFilter.ALL : PathFilterGroup.createFromStrings(paths);
        walk(filter, "", new TreeLimits(revision.brief()), visitor);
    }

    private void walk(TreeFilter filter, String prefix, TreeLimits limits, FileVisitor visitor)
            throws IOException, SourceException, MirrorDamagedException {
        try (TreeWalk walk = new TreeWalk(reader)) {
            walk.addTree(commit.getTree());
            walk.setFilter(filter);
            while (walk.next()) {
                String path = limits.check(walk, prefix);
                FileMode mode = walk.getFileMode(0);
                if (walk.isSubtree()) {
                    walk.enterSubtree();
                } else if (mode == FileMode.GITLINK) {
                    walkSubmodule(walk, path, limits, visitor);
                } else {
                    ObjectLoader file = reader.open(walk.getObjectId(0), Constants.OBJ_BLOB);
                    visitor.visit(path, kind(mode), limits.checkSize(path, file));
                }
            }
        } catch (LargeObjectException e) {
            throw limits.tooManyEntries();
        }
    }

    private void walkSubmodule(TreeWalk at, String path, TreeLimits limits, FileVisitor visitor)
            throws IOException, SourceException, MirrorDamagedException {
        if (submodules == null) {
            return;
        }
        Submodules.Entry entry = new Submodules.Entry(at.getPathString(), path, at.getObjectId(0));
        try (Submodules.Opened submodule = submodules.open(this, entry)) {
            submodule.tree().walk(TreeFilter.ALL, path + "/", limits, visitor);
        }
    }

    private static Kind kind(FileMode mode) {
        if (mode == FileMode.SYMLINK) {
            return Kind.SYMLINK;
        }
        return mode == FileMode.EXECUTABLE_FILE ? Kind.EXECUTABLE : Kind.FILE;
    }

    /** What to throw when an object that must be here cannot be read. */
    public static MirrorDamagedException damaged(IOException e) {
        return new MirrorDamagedException(
                "objects of the mirror cannot be read: " + e.getClass().getSimpleName(), e);
    }

    @Override
    public void close() {
        reader.close();
    }
}
