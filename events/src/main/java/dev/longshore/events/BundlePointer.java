/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import java.util.List;

/**
 * Where a bundle (a gzipped tar of a stack's files) is on {@code longshore.bundle}.
 *
 * @param partition the partition that holds all its chunks
 * @param offsets offset of each chunk, in order
 * @param sha256 lower-case hex digest of the whole bundle
 * @param size of the whole bundle in bytes
 */
public record BundlePointer(int partition, List<Long> offsets, String sha256, long size) {
    /** Largest chunk: well below the 1 MiB that a broker takes by default, with room for key and headers. */
    public static final int CHUNK_BYTES = 512 * 1024;

    public BundlePointer {
        offsets = List.copyOf(offsets);
        if (partition < 0 || offsets.isEmpty() || size <= 0 || !sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "not a bundle pointer: partition " + partition + ", offsets " + offsets + ", size " + size);
        }
    }

    /** Record key of one chunk. */
    public static String chunkKey(StackId stack, String sha256, int index) {
        return stack + "/" + sha256 + "/" + index;
    }
}
