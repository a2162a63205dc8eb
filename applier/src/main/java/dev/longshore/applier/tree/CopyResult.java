/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import java.nio.file.Path;
import java.util.List;

/**
 * What a copy did. Paths are relative to the tree.
 *
 * @param written new or different files
 * @param removed files that the new revision does not bring
 * @param keptAside copies of what somebody had put or edited where the revision has a file; absolute
 */
public record CopyResult(List<String> written, List<String> removed, List<Path> keptAside) {
    public CopyResult {
        written = List.copyOf(written);
        removed = List.copyOf(removed);
        keptAside = List.copyOf(keptAside);
    }
}
