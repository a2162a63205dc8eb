/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of mirrors that one syncer has to itself: {@code syncer} of the data directory, or {@code syncer-2}, {@code syncer-3}, …, the
 * first that no other process has locked. So replicas may share a data directory, and one that is replaced finds its mirrors again.
 */
final class CacheFolder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CacheFolder.class);
    private static final int MOST = 256;

    private final Path path;
    private final @Nullable FileChannel lock;

    private CacheFolder(Path path, @Nullable FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Takes a folder until it is closed. Where files cannot be locked it is the first one, with a warning: as long as there is one syncer
     * only, all is well. Blocks.
     *
     * @throws IllegalStateException when all folders are taken
     */
    static CacheFolder claim(Path data) {
        for (int number = 1; number <= MOST; number++) {
            Path path = data.resolve(number == 1 ? "syncer" : "syncer-" + number);
            try {
                FileChannel locked = lock(path);
                if (locked != null) {
                    return new CacheFolder(path, locked);
                }
            } catch (IOException e) {
                log.atWarn()
                        .addKeyValue("file", path)
                        .addKeyValue("reason", e.toString())
                        .log(
                                "the mirrors cannot be locked against other syncers; give each a data directory of its own");
                return new CacheFolder(path, null);
            }
        }
        throw new IllegalStateException(
                "all " + MOST + " folders of mirrors in " + data + " are taken by other syncers");
    }

    /** The lock, or null if somebody else has it. */
    private static @Nullable FileChannel lock(Path path) throws IOException {
        Files.createDirectories(path);
        FileChannel channel =
                FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            FileLock lock = channel.tryLock();
            taken = lock != null;
            return taken ? channel : null;
        } catch (OverlappingFileLockException e) { // another syncer of this process
            return null;
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    Path path() {
        return path;
    }

    /** Lets another syncer have it. */
    @Override
    public void close() {
        if (lock == null) {
            return;
        }
        try {
            lock.close();
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("file", path)
                    .addKeyValue("reason", e.toString())
                    .log("the lock was not released");
        }
    }
}
