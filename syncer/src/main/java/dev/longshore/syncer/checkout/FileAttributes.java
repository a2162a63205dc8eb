/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the system says of a path, symlinks not followed.
 *
 * @param mode of stat(2): type and permissions
 */
record FileAttributes(int mode, OnDisk.Stamp stamp) {
    private static final int TYPE = 0170000;
    private static final int FOLDER = 0040000;
    private static final int FILE = 0100000;
    private static final int LINK = 0120000;
    private static final int EXECUTABLE_BY_OWNER = 0100;

    /** Null if there is nothing. */
    static @Nullable FileAttributes of(Path path) throws IOException {
        try {
            Map<String, Object> read =
                    Files.readAttributes(path, "unix:mode,size,lastModifiedTime,ctime,ino", LinkOption.NOFOLLOW_LINKS);
            return new FileAttributes(
                    (Integer) Objects.requireNonNull(read.get("mode")),
                    new OnDisk.Stamp(
                            (Long) Objects.requireNonNull(read.get("size")),
                            (FileTime) Objects.requireNonNull(read.get("lastModifiedTime")),
                            read.get("ctime"),
                            read.get("ino")));
        } catch (NoSuchFileException e) {
            return null;
        } catch (FileSystemException e) {
            if ("Not a directory".equals(e.getReason())) { // there is a file on the way
                return null;
            }
            throw e;
        }
    }

    boolean isFolder() {
        return (mode & TYPE) == FOLDER;
    }

    boolean isFile() {
        return (mode & TYPE) == FILE;
    }

    boolean isLink() {
        return (mode & TYPE) == LINK;
    }

    boolean isExecutable() {
        return (mode & EXECUTABLE_BY_OWNER) != 0;
    }
}
