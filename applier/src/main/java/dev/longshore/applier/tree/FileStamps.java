/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares files without reading those that have not been touched since they were read: as Git's index does, by what {@code stat} says. Not
 * thread-safe.
 */
public final class FileStamps implements FileMatcher {
    /** A file changed so shortly before it was read could change again within the same tick of the file system's clock. */
    private static final long RACY_MS = 2_000;

    private static final String CHANGED = "ctime";

    private final Clock clock;
    private final Map<String, Seen> seen = new HashMap<>();
    private long read;

    /** @param clock the one that files get their times from */
    public FileStamps(Clock clock) {
        this.clock = clock;
    }

    /** @param stamp inode, size, times and mode */
    private record Seen(Map<String, Object> stamp, Manifest.Entry entry) {}

    @Override
    public boolean matches(Path tree, String path, Manifest.Entry entry) {
        Map<String, Object> now = TreeInspector.isThere(tree, path) ? stamp(tree.resolve(path)) : null;
        Seen known = seen.get(path);
        if (now == null
                || (known != null && known.stamp().equals(now) && known.entry().equals(entry))) {
            return now != null;
        }
        read++;
        boolean same = TreeInspector.matches(tree, path, entry);
        if (same && now.get(CHANGED) instanceof FileTime changed && isOld(changed)) {
            seen.put(path, new Seen(now, entry));
        } else {
            seen.remove(path);
        }
        return same;
    }

    /** How many files had to be read so far. */
    long read() {
        return read;
    }

    private boolean isOld(FileTime changed) {
        return clock.millis() - changed.toMillis() > RACY_MS;
    }

    private static @Nullable Map<String, Object> stamp(Path file) {
        try {
            return Files.readAttributes(
                    file, "unix:ino,size,lastModifiedTime,mode," + CHANGED, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at " + file + ": " + e.getMessage(), e);
        }
    }
}
