/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a copy did. Paths are relative to the tree.
 *
 * @param written new or different files
 * @param removed files that the new revision does not bring
 * @param undone what somebody had done, and is done no more
 */
public record CopyResult(List<String> written, List<String> removed, List<Undone> undone) {
    public CopyResult {
        written = List.copyOf(written);
        removed = List.copyOf(removed);
        undone = List.copyOf(undone);
    }

    /** @param backup where the edited file is now; null if there was none to keep */
    public record Undone(LocalEdit edit, @Nullable Path backup) {
        /** For people. */
        public String words() {
            return edit.words() + (backup == null ? "" : "; kept as " + backup);
        }
    }
}
