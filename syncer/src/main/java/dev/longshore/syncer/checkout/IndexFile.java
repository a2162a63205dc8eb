/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import dev.longshore.syncer.git.CommitFiles.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/**
 * Git's index of a working tree. While it is held, no other Git writes it: {@code index.lock} keeps them out as it does among
 * themselves. Ours has a mark in it from the first moment, so one that a killed run left is known for certain and taken away; one of
 * somebody else's never is.
 */
final class IndexFile implements AutoCloseable {
    private static final byte[] MARK = "held by longshore checkout\n".getBytes(StandardCharsets.US_ASCII);

    private final Path index;
    private final Path lock;
    private final Path scratch;
    private boolean held;

    /**
     * The index of a repository.
     *
     * @param gitDirectory of the repository
     * @param scratch a folder in it that is ours
     */
    IndexFile(Path gitDirectory, Path scratch) {
        this.index = gitDirectory.resolve("index");
        this.lock = gitDirectory.resolve("index.lock");
        this.scratch = scratch;
    }

    /**
     * What is in it; null if there is none.
     *
     * @throws CheckoutException if a merge is going on, or only a part of the tree is checked out
     */
    @Nullable
    NavigableMap<String, Entry> read() throws IOException, CheckoutException {
        if (!Files.exists(index)) {
            return null;
        }
        DirCache cache = DirCache.read(index.toFile(), FS.DETECTED);
        if (cache.hasUnmergedPaths()) {
            throw CheckoutException.conflict(
                    "tree.merging",
                    index + " has conflicts of a merge; resolve and commit them, or `git merge --abort`");
        }
        NavigableMap<String, Entry> entries = new TreeMap<>();
        for (int i = 0; i < cache.getEntryCount(); i++) {
            DirCacheEntry entry = cache.getEntry(i);
            if (entry.isSkipWorkTree()) {
                throw CheckoutException.conflict(
                        "tree.sparse",
                        index + " is of a sparse checkout, which is not supported; `git sparse-checkout disable`");
            }
            if (!entry.isIntentToAdd()) {
                entries.put(entry.getPathString(), new Entry(entry.getRawMode(), entry.getObjectId()));
            }
        }
        return entries;
    }

    /** @throws CheckoutException {@code BUSY} if a Git command holds it */
    IndexFile hold() throws IOException, CheckoutException {
        removeOurOwnLeftover();
        Path mark = scratch.resolve("index.mark");
        Files.write(mark, MARK);
        try {
            link(mark);
            held = true;
            return this;
        } catch (FileAlreadyExistsException e) {
            throw new CheckoutException(
                    CheckoutException.Kind.BUSY,
                    "tree.locked",
                    lock + " is there: a Git command is at work, or was killed. If none is running, remove that file",
                    e);
        }
    }

    private void link(Path mark) throws IOException {
        try {
            Files.createLink(lock, mark);
        } catch (UnsupportedOperationException e) {
            Files.write(lock, MARK, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }
    }

    /** Only one run is at work at a time, so a lock with our mark is of one that was killed. */
    private void removeOurOwnLeftover() throws IOException {
        try {
            if (Files.size(lock) == MARK.length && Arrays.equals(Files.readAllBytes(lock), MARK)) {
                Files.delete(lock);
            }
        } catch (NoSuchFileException e) {
            // nobody holds it
        }
    }

    /**
     * Replaces it.
     *
     * @param stamps of files that have on the disk what the index is to have; of the others Git will read the content again
     */
    void write(Map<String, Entry> entries, Map<String, OnDisk.Stamp> stamps) throws IOException {
        Path draft = scratch.resolve("index");
        Files.deleteIfExists(draft);
        Files.deleteIfExists(scratch.resolve("index.lock"));
        DirCache cache = new DirCache(draft.toFile(), FS.DETECTED);
        if (!cache.lock()) {
            throw new IOException(draft + " cannot be written");
        }
        DirCacheBuilder builder = cache.builder();
        entries.forEach((path, entry) -> builder.add(entry(path, entry, stamps.get(path))));
        builder.finish();
        cache.write();
        if (!cache.commit()) {
            throw new IOException(draft + " cannot be written");
        }
        Files.move(draft, index, StandardCopyOption.ATOMIC_MOVE);
    }

    private static DirCacheEntry entry(String path, Entry content, OnDisk.@Nullable Stamp stamp) {
        DirCacheEntry entry = new DirCacheEntry(path);
        entry.setFileMode(FileMode.fromBits(content.mode()));
        entry.setObjectId(content.id());
        if (stamp != null) {
            entry.setLastModified(stamp.modified().toInstant());
            entry.setLength(stamp.size());
        }
        return entry;
    }

    @Override
    public void close() throws IOException {
        if (held) {
            held = false;
            Files.deleteIfExists(lock);
        }
    }
}
