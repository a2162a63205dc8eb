/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

/**
 * What somebody did to a working tree at one path.
 *
 * @param path from the root of the tree, with {@code /}
 */
public record LocalEdit(String path, Kind kind) {
    /** What was done. */
    public enum Kind {
        /** Another content, mode or type than the revision has. */
        MODIFIED,
        /** Not there any more. */
        DELETED,
        /** In the index and not, or not like that, in the revision; the file itself is unchanged. */
        STAGED,
        /** Not followed by Git, ignored perhaps, and where a file of the remote belongs. */
        IN_THE_WAY
    }
}
