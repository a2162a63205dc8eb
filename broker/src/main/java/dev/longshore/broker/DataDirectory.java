/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.broker;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A data directory that this process, and no other, runs a broker in until it is closed. */
final class DataDirectory implements AutoCloseable {
    /** Less than that, and Kafka would halt the process at a moment of its choice. */
    static final long LEAST_SPACE = 64L << 20;

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** @throws BrokerException it cannot be made, written or locked, or is almost full */
    static DataDirectory open(Path path, long leastSpace) {
        try {
            Files.createDirectories(path, OWNER_ONLY_DIRECTORY);
            FileChannel channel = FileChannel.open(path.resolve("broker.lock"), Set.of(CREATE, WRITE), OWNER_ONLY_FILE);
            DataDirectory opened = new DataDirectory(path, channel);
            try {
                opened.lock();
                opened.requireSpace(leastSpace);
                return opened;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    static BrokerException unusable(Path path, Exception cause) {
        return new BrokerException(
                "Cannot use the data directory " + path + " (" + cause
                        + "). Give a directory that this user can write to, on a disk that is not full.",
                cause);
    }

    private void lock() throws IOException {
        if (tryLock() == null) {
            throw new BrokerException("Another broker runs in the data directory " + path
                    + ". Stop it, or give this one a directory of its own.");
        }
    }

    private @Nullable FileLock tryLock() throws IOException {
        try {
            return lock.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private void requireSpace(long least) throws IOException {
        long usable = Files.getFileStore(path).getUsableSpace();
        if (usable < least) {
            throw new BrokerException("Only " + (usable >> 20) + " MiB are free on the disk of the data directory "
                    + path + "; the broker needs " + (least >> 20) + " MiB. Make room there.");
        }
    }

    /** Where Kafka keeps its log. */
    Path log() {
        return path.resolve("broker");
    }

    Path path() {
        return path;
    }

    /** Lets another broker in. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
