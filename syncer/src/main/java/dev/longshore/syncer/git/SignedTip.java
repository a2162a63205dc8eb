/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import dev.longshore.events.Revision;
import dev.longshore.syncer.signature.TrustedKeys;
import dev.longshore.syncer.signature.UnusableKeysException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/**
 * The rule that a tip must be signed.
 *
 * @param where for messages
 * @param keys files of trusted public keys; with none there is no rule
 */
record SignedTip(String where, List<Path> keys, Clock clock) {
    /** @throws SourceException {@code signature.untrusted} if no trusted key signed it, or none can be read */
    void check(Repository repository, Revision revision) throws SourceException, MirrorDamagedException {
        if (keys.isEmpty()) {
            return;
        }
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit commit = walk.parseCommit(ObjectId.fromString(revision.commit()));
            Optional<String> refusal = TrustedKeys.read(keys, clock).refusal(repository, commit);
            if (refusal.isPresent()) {
                throw untrusted(revision.brief() + " " + refusal.get() + "; sign it with a key of verify.keys", null);
            }
        } catch (UnusableKeysException e) {
            throw untrusted(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw CommitTree.damaged(e);
        }
    }

    private SourceException untrusted(String problem, @Nullable Throwable cause) {
        return SourceException.stalled("signature.untrusted", where + ": " + problem, cause);
    }
}
