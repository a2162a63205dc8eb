/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.signature;

import dev.longshore.syncer.signature.TrustedKeys.KeysOfOneCheck;
import java.security.PublicKey;
import org.eclipse.jgit.lib.GpgConfig;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.signing.ssh.SigningKeyDatabase;
import org.eclipse.jgit.signing.ssh.VerificationException;
import org.jspecify.annotations.Nullable;

/** Answers JGit from the keys that came with the question; without any, nobody is allowed anything. */
final class SshKeyDatabase implements SigningKeyDatabase {
    @Override
    public boolean isRevoked(Repository repository, GpgConfig config, PublicKey key) {
        return false; // a key is revoked by taking it out of the file
    }

    @Override
    public @Nullable String isAllowed(
            Repository repository, GpgConfig config, PublicKey key, String namespace, @Nullable PersonIdent committer)
            throws VerificationException {
        return config instanceof KeysOfOneCheck keys ? keys.ssh().principalOf(key) : null;
    }
}
