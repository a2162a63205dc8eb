/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How to log in at a remote. */
public sealed interface AuthConfig {
    /** HTTP basic authentication; hosts take a token as the password. */
    record Basic(String username, Secret password) implements AuthConfig {}

    /** {@code Authorization: Bearer}. */
    record Bearer(Secret token) implements AuthConfig {}

    /**
     * A key, over ssh.
     *
     * @param key the private key, as ssh-keygen writes it
     * @param passphrase of the key; null if it has none
     * @param knownHosts the only host keys that are trusted, as in sshd(8)
     */
    record SshKey(Secret key, @Nullable Secret passphrase, Path knownHosts) implements AuthConfig {}
}
