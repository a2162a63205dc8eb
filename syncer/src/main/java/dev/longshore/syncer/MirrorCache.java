/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.syncer.git.GitMirror;
import dev.longshore.syncer.git.MirrorSize;
import dev.longshore.syncer.git.SourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All mirrors of this data directory, also those of repositories that other syncers look after now or that are configured no more. A
 * mirror is used by one look at a time; when together they take more than they may, the least recently used are thrown away. Safe for use
 * by many threads.
 */
final class MirrorCache {
    private static final Logger log = LoggerFactory.getLogger(MirrorCache.class);
    private static final String EXTENSION = ".git";

    private final Path directory;
    private final long maxBytes;
    private final Clock clock;
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();

    MirrorCache(Path directory, long maxBytes, Clock clock) {
        this.directory = directory;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    /** Takes account of what earlier processes left. Once, before the first use. */
    void begin() throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(EXTENSION)).toList()) {
                String name = file.getFileName().toString();
                slot(name.substring(0, name.length() - EXTENSION.length())).found();
            }
        }
    }

    /** Where the mirror of a repository is. */
    Path directoryOf(String repository) {
        return directory.resolve(repository + EXTENSION);
    }

    private Slot slot(String repository) {
        return slots.computeIfAbsent(repository, name -> new Slot(directoryOf(name)));
    }

    /** Runs a look; nobody else touches the mirror meanwhile. Then looks after the mirror, and after the cache. */
    <T> T use(String repository, GitMirror mirror, Callable<T> look) throws Exception {
        Slot slot = slot(repository);
        slot.lock.lock();
        try {
            T result = look.call();
            slot.used(mirror);
            return result;
        } finally {
            slot.lock.unlock();
            evict(slot);
        }
    }

    /** What all mirrors take, as of the last look at each. */
    long bytes() {
        return slots.values().stream().mapToLong(slot -> slot.bytes).sum();
    }

    /** What they may take. */
    long maxBytes() {
        return maxBytes;
    }

    private void evict(Slot used) {
        long total = bytes();
        if (total <= maxBytes) {
            return;
        }
        List<Slot> oldestFirst = slots.values().stream()
                .filter(slot -> slot != used && slot.bytes > 0)
                .sorted(Comparator.comparing(slot -> slot.lastUsed))
                .toList();
        for (Slot slot : oldestFirst) {
            if (total <= maxBytes) {
                return;
            }
            total -= slot.discard();
        }
    }

    /** One mirror. What is not final is written under the lock. */
    private final class Slot {
        private final Path path;
        private final ReentrantLock lock = new ReentrantLock();
        private volatile long bytes;
        private volatile Instant lastUsed = Instant.MIN;
        private @Nullable GitMirror mirror;
        private @Nullable FileTime measured;

        Slot(Path path) {
            this.path = path;
        }

        void found() throws IOException {
            bytes = MirrorSize.of(path);
            lastUsed = Files.getLastModifiedTime(path).toInstant();
        }

        void used(GitMirror user) {
            mirror = user;
            lastUsed = clock.instant();
            try {
                if (!Files.isDirectory(path)) {
                    bytes = 0;
                    return;
                }
                FileTime packs = MirrorSize.changed(path);
                if (!packs.equals(measured)) {
                    user.tidy();
                    measured = MirrorSize.changed(path);
                    bytes = MirrorSize.of(path);
                }
                Files.setLastModifiedTime(path, FileTime.from(lastUsed));
            } catch (IOException e) {
                log.atWarn()
                        .addKeyValue("file", path)
                        .addKeyValue("reason", e.toString())
                        .log("a mirror could not be looked after");
            }
        }

        /** Returns how many bytes it was; 0 if it is in use. */
        long discard() {
            if (!lock.tryLock()) {
                return 0;
            }
            try {
                long was = bytes;
                GitMirror known = mirror;
                if (known == null) {
                    GitMirror.delete(path);
                } else {
                    known.discard();
                }
                bytes = 0;
                measured = null;
                log.atInfo().addKeyValue("file", path).addKeyValue("bytes", was).log("threw a mirror away for space");
                return was;
            } catch (SourceException | IOException e) {
                log.atWarn()
                        .addKeyValue("file", path)
                        .addKeyValue("reason", e.toString())
                        .log("a mirror could not be thrown away");
                return 0;
            } finally {
                lock.unlock();
            }
        }
    }
}
