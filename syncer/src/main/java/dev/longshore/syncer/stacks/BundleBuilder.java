/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.stacks;

import dev.longshore.syncer.git.CommitTree;
import dev.longshore.syncer.git.CommitTree.Kind;
import dev.longshore.syncer.git.MirrorDamagedException;
import dev.longshore.syncer.git.SourceException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectLoader;

/**
 * Packs the files of a stack straight from Git's objects. Equal files give equal bytes: in Git's order, without times and owners. Names
 * are relative to the root of the repository, so that what a stack includes keeps its place.
 */
public final class BundleBuilder {
    /** A bundle may hold this many times its own limit of unpacked bytes. */
    private static final int EXPANSION = 10;

    private static final int MAX_LINK_TARGET = 4096;

    private final Path temporary;
    private final long maxBundle;

    /**
     * @param temporary directory for large bundles while they are sent
     * @param maxBundle bytes a compressed bundle may have
     */
    public BundleBuilder(Path temporary, long maxBundle) {
        this.temporary = temporary;
        this.maxBundle = maxBundle;
    }

    /**
     * The bundle, which the caller closes.
     *
     * @throws SourceException {@code bundle.too_large}
     * @throws IOException when the temporary file cannot be written
     */
    public Bundle build(CommitTree tree, Stack stack) throws SourceException, MirrorDamagedException, IOException {
        BundleSpool spool = new BundleSpool(temporary, maxBundle);
        boolean complete = false;
        try {
            pack(tree, stack, spool);
            complete = true;
            return spool.bundle();
        } catch (BundleSpool.FullException e) {
            throw SourceException.stalled(
                    "bundle.too_large",
                    "stack '" + stack.spec().name() + "' at " + tree.revision().brief() + " packs to more than "
                            + maxBundle + " bytes; give it a smaller path, or raise syncer.maxBundle",
                    e);
        } catch (LinkTooLongException e) {
            throw SourceException.stalled(
                    "repo.limits.path",
                    tree.revision().brief() + " has a symbolic link with a target of more than " + MAX_LINK_TARGET
                            + " bytes; remove it",
                    e);
        } catch (MissingObjectException | CorruptObjectException e) {
            throw CommitTree.damaged(e);
        } finally {
            if (!complete) {
                spool.discard();
            }
        }
    }

    private void pack(CommitTree tree, Stack stack, OutputStream sink)
            throws IOException, SourceException, MirrorDamagedException {
        try (TarArchiveOutputStream tar = tar(sink)) {
            long[] unpacked = {0};
            tree.walk(stack.paths(), (path, kind, file) -> {
                unpacked[0] += file.getSize();
                if (unpacked[0] > maxBundle * EXPANSION) {
                    throw new BundleSpool.FullException();
                }
                add(tar, path, kind, file);
            });
        }
    }

    private static TarArchiveOutputStream tar(OutputStream sink) throws IOException {
        GzipParameters fast = new GzipParameters();
        fast.setCompressionLevel(Deflater.BEST_SPEED);
        fast.setOperatingSystem(255);
        TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new GzipCompressorOutputStream(sink, fast), StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        return tar;
    }

    private static void add(TarArchiveOutputStream tar, String path, Kind kind, ObjectLoader file) throws IOException {
        if (kind == Kind.SYMLINK) {
            TarArchiveEntry link = new TarArchiveEntry(path, TarConstants.LF_SYMLINK);
            link.setLinkName(target(file));
            put(tar, link, 0777);
        } else {
            TarArchiveEntry entry = new TarArchiveEntry(path);
            entry.setSize(file.getSize());
            put(tar, entry, kind == Kind.EXECUTABLE ? 0755 : 0644);
            file.copyTo(tar);
        }
        tar.closeArchiveEntry();
    }

    private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, int mode) throws IOException {
        entry.setMode(mode);
        entry.setModTime(0L);
        entry.setIds(0, 0);
        entry.setNames("", "");
        tar.putArchiveEntry(entry);
    }

    private static String target(ObjectLoader link) throws IOException {
        if (link.getSize() > MAX_LINK_TARGET) {
            throw new LinkTooLongException();
        }
        return new String(link.getBytes(), StandardCharsets.UTF_8);
    }

    private static final class LinkTooLongException extends IOException {}
}
