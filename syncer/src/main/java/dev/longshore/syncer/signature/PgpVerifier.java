/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.signature;

import dev.longshore.syncer.signature.TrustedKeys.KeysOfOneCheck;
import org.eclipse.jgit.lib.GpgConfig;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.SignatureVerifier;
import org.jspecify.annotations.Nullable;

/** Verifies OpenPGP signatures for JGit with the keys that came with the question; without any, none is good. */
final class PgpVerifier implements SignatureVerifier {
    static final String NAME = "gpg";

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public SignatureVerification verify(
            @Nullable Repository repository, GpgConfig config, byte[] data, byte[] signature) {
        String refusal = config instanceof KeysOfOneCheck keys
                ? keys.pgp().refusal(data, signature).orElse(null)
                : "has a signature that nobody trusts";
        boolean good = refusal == null;
        return new SignatureVerification(
                getName(), null, null, null, null, good, false, good ? TrustLevel.FULL : TrustLevel.NEVER, refusal);
    }

    @Override
    public void clear() {
        // nothing is kept
    }
}
