/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import dev.longshore.events.Revision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one run did.
 *
 * @param before what was checked out; null if nothing was
 * @param after what is checked out now
 * @param written paths that have a new content, mode or type
 * @param removed paths that are gone
 * @param kept edited paths that were left as they are, which only {@link ConflictPolicy#PREFER_LOCAL} does
 * @param backup the ref that holds every edit that is not in the tree any more; null if there was none
 * @param changed whether anything was changed at all, index and branch included
 */
public record SyncResult(
        @Nullable Revision before,
        Revision after,
        List<String> written,
        List<String> removed,
        List<String> kept,
        @Nullable String backup,
        boolean changed) {
    public SyncResult {
        written = List.copyOf(written);
        removed = List.copyOf(removed);
        kept = List.copyOf(kept);
    }
}
