/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.policy.PolicyException;
import dev.longshore.applier.store.Pending;
import dev.longshore.applier.store.StackStore;
import dev.longshore.applier.tree.BundleUnpacker;
import dev.longshore.applier.tree.LocalChangesException;
import dev.longshore.applier.tree.Manifest;
import dev.longshore.applier.tree.UnsafeBundleException;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackSpec.LocalChanges;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Gets the bundle of a revision, and unpacks it where it can be looked at. Blocking. */
final class BundleStage {
    private final BundleFetcher fetcher;
    private final BundleUnpacker unpacker = new BundleUnpacker();

    BundleStage(BundleFetcher fetcher) {
        this.fetcher = fetcher;
    }

    /** @throws PostponedException if the bundle cannot be had now */
    Path fetch(StackStore store, RevisionEvent.Changed change) {
        try {
            return fetcher.fetch(change.stack(), change.bundle(), store.bundles());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the bundle of " + change.stack() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Makes {@link StackStore#staging} hold exactly what is in the bundle.
     *
     * @throws UnsafeBundleException if that must not be on this host
     */
    Manifest unpack(StackStore store, Path bundle) {
        try {
            clear(store.staging());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot empty " + store.staging() + ": " + e.getMessage(), e);
        }
        return unpacker.unpack(bundle, store.staging());
    }

    /** A look at what is staged. */
    @FunctionalInterface
    interface Examination<T> {
        T of(Path staging) throws IOException;
    }

    /**
     * Says what is wrong with a bundle, or with the host's copy of its files, as the deploy flow knows it.
     *
     * @throws RefusedException if the revision must not be applied
     * @throws PostponedException if somebody has to resolve local edits first
     */
    <T> T examine(StackStore store, Examination<T> examination) {
        try {
            return examination.of(store.staging());
        } catch (UnsafeBundleException e) {
            throw new RefusedException(e.reason(), String.valueOf(e.getMessage()), e);
        } catch (PolicyException e) {
            throw new RefusedException(e.reason(), String.valueOf(e.getMessage()), e);
        } catch (LocalChangesException e) {
            throw new PostponedException(LocalChangesException.REASON, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + store.staging() + ": " + e.getMessage(), e);
        }
    }

    /** Golden comes back even over local edits: waiting for somebody to resolve them would leave running what did not pass. */
    static LocalChanges localChanges(StackStore store, RevisionEvent.Changed change) {
        Pending pending = store.state().pending();
        return pending != null && pending.rollback() != null
                ? LocalChanges.PREFER_REMOTE
                : change.spec().localChanges();
    }

    private static void clear(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
