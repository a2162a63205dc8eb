/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import dev.longshore.events.Revision;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a working tree. The names are those of a stack's status.
 *
 * @param directory absolute
 * @param url of the remote, as it was given
 * @param repositoryHead where the branch of the remote is; null if it could not be asked
 * @param actualRevision what is checked out; null if nothing is
 * @param localCommits that the remote never had
 * @param driftDetails what was edited
 * @param lastSyncedAt when it was last found or made equal to the remote; null for never
 * @param backups refs with what was edited and is not in the tree any more, oldest first
 * @param reason stable dotted code of what is wrong; null if nothing is
 * @param message the same for people; null if nothing is
 */
public record SyncStatus(
        SyncState state,
        String directory,
        String url,
        String branch,
        @Nullable Revision repositoryHead,
        @Nullable Revision actualRevision,
        int localCommits,
        List<LocalEdit> driftDetails,
        @Nullable Instant lastSyncedAt,
        List<String> backups,
        @Nullable String reason,
        @Nullable String message) {
    public SyncStatus {
        driftDetails = List.copyOf(driftDetails);
        backups = List.copyOf(backups);
    }
}
