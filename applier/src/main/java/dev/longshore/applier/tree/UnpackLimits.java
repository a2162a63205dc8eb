/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

/**
 * How much a bundle may hold.
 *
 * @param entries files, folders and links
 * @param bytes expanded, headers included
 * @param depth path segments
 * @param pathBytes of one path, UTF-8
 */
public record UnpackLimits(int entries, long bytes, int depth, int pathBytes) {
    /** 100,000 entries, 1 GiB, 64 levels, 2,048 bytes a path (Linux takes 4,096, the store's own folders included). */
    public static final UnpackLimits DEFAULT = new UnpackLimits(100_000, 1L << 30, 64, 2_048);

    /** Longest file name that Linux file systems take. */
    static final int SEGMENT_BYTES = 255;
}
