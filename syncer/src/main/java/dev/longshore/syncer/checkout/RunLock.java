/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import dev.longshore.syncer.git.MirrorDamagedException;
import dev.longshore.syncer.git.SourceException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One run at a time in a working tree. The system gives the lock back when its process ends, however it ends. */
final class RunLock implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws CheckoutException {@code BUSY} if another run does not end within five seconds */
    static RunLock take(Path folder) throws IOException, CheckoutException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            RunLock lock = tryTake(folder);
            if (lock != null) {
                return lock;
            }
            if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
                throw new CheckoutException(
                        CheckoutException.Kind.BUSY,
                        "tree.busy",
                        "another `longshore checkout` is at work and holds " + folder.resolve("lock")
                                + "; wait until it is done",
                        null);
            }
            LockSupport.parkNanos(PAUSE);
        }
    }

    /** Null while another run has it. */
    static @Nullable RunLock tryTake(Path folder) throws IOException {
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            FileLock lock = channel.tryLock();
            taken = lock != null;
            return taken ? new RunLock(channel) : null;
        } catch (OverlappingFileLockException e) { // another thread of this process
            return null;
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    /** Whether another run is at work; nothing is made to find out. */
    static boolean isTaken(Path folder) throws IOException {
        if (!Files.exists(folder.resolve("lock"))) {
            return false;
        }
        try (RunLock lock = tryTake(folder)) {
            return lock == null;
        }
    }

    /** Does work that must not be done by two runs at once. */
    <T> T during(GitOpsSynchronizer.Step<T> work)
            throws IOException, CheckoutException, SourceException, MirrorDamagedException {
        return work.take();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
