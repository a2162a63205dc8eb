/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

/**
 * Something in a tree that Longshore did not do.
 *
 * @param path relative to the tree
 */
public record LocalEdit(String path, Kind kind) implements Comparable<LocalEdit> {
    /** What was done. */
    public enum Kind {
        /** A file that a revision brought has other content or another executable bit. */
        EDITED("edited"),
        /** There is a link, a folder or something else in its place. */
        REPLACED("replaced"),
        /** It is not there. */
        DELETED("deleted"),
        /** No revision has brought anything there yet, and now one wants to. */
        IN_THE_WAY("put there by somebody else");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /** For people: what happened to the file. */
    public String words() {
        return kind.words;
    }

    @Override
    public int compareTo(LocalEdit other) {
        return path.compareTo(other.path);
    }
}
