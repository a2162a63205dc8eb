/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import dev.longshore.events.Revision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * In what a working tree differs from its remote.
 *
 * @param desired where the branch of the remote is
 * @param actual the commit that is checked out; null if there is none. Its branch is the one of the working tree, {@code HEAD} for none
 * @param localCommits commits that the remote never had
 * @param edits by path; without untracked files that are in nobody's way
 */
public record DriftReport(Revision desired, @Nullable Revision actual, int localCommits, List<LocalEdit> edits) {
    public DriftReport {
        edits = List.copyOf(edits);
    }

    /** Whether another commit than the remote's is checked out. */
    public boolean isElsewhere() {
        return !desired.equals(actual);
    }

    /** Whether somebody worked in the tree. */
    public boolean isEdited() {
        return localCommits > 0 || !edits.isEmpty();
    }

    /** Whether there is no difference. */
    public boolean isEmpty() {
        return !isElsewhere() && !isEdited();
    }
}
