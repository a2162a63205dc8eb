/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Held by the one process that works with an applier's data. The kernel takes it back from a process that dies, however it does. */
public final class DataLock implements AutoCloseable {
    private final FileChannel channel;

    private DataLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * @throws IllegalStateException if another process has it
     * @throws UncheckedIOException if the file cannot be made
     */
    static DataLock acquire(Path folder) {
        Path file = folder.resolve("lock");
        @Nullable FileChannel opened = null;
        boolean held = false;
        try {
            Files.createDirectories(folder);
            opened = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            held = opened.tryLock() != null;
            if (!held) {
                throw taken(folder);
            }
            return new DataLock(opened);
        } catch (OverlappingFileLockException e) {
            throw taken(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock " + file + ": " + e.getMessage(), e);
        } finally {
            if (opened != null && !held) {
                close(opened);
            }
        }
    }

    private static IllegalStateException taken(Path folder) {
        return new IllegalStateException("another applier works with " + folder
                + "; stop it, or give this one another data: and another host: in longshore.yaml");
    }

    private static void close(FileChannel channel) {
        try {
            channel.close(); // and with it the lock
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close a lock: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        close(channel);
    }
}
