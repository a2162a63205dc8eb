/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import dev.longshore.syncer.git.CommitFiles;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/** What is at a path of a working tree. Symlinks are never followed. */
sealed interface OnDisk {
    /** What Git would call it; null where it is nothing that Git keeps. */
    default CommitFiles.@Nullable Entry entry() {
        return null;
    }

    /** Nothing is there. */
    record Absent() implements OnDisk {}

    /** Nothing can be there: what should be a folder on the way is none. */
    record Blocked(String by) implements OnDisk {}

    /** A file or a symlink. */
    record Present(CommitFiles.Entry entry, Stamp stamp) implements OnDisk {}

    /** A folder. */
    record Folder() implements OnDisk {}

    /** A socket, a pipe, a device: nothing that Git keeps. */
    record Special() implements OnDisk {}

    /** By which a file is known to be as it was. */
    record Stamp(
            long size,
            FileTime modified,
            @Nullable Object changed,
            @Nullable Object key) {}
}
