/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import dev.longshore.events.config.AuthConfig;
import dev.longshore.events.config.Secret;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;

/** A private key and the servers it may be used at. Nothing of this user's own ssh set-up is looked at: no agent, no files. */
final class SshLogin {
    private static final File NOWHERE = new File("/nonexistent");

    private final List<KeyPair> keys;
    private final KnownHosts hosts;

    private SshLogin(List<KeyPair> keys, KnownHosts hosts) {
        this.keys = keys;
        this.hosts = hosts;
    }

    /** @throws SourceException {@code source.auth} if the key, its passphrase or the known hosts cannot be used */
    static SshLogin of(String where, AuthConfig.SshKey auth) throws SourceException {
        return new SshLogin(keys(where, auth), KnownHosts.read(where, auth.knownHosts()));
    }

    private static List<KeyPair> keys(String where, AuthConfig.SshKey auth) throws SourceException {
        Secret passphrase = auth.passphrase();
        FilePasswordProvider password =
                passphrase == null ? FilePasswordProvider.EMPTY : FilePasswordProvider.of(passphrase.value());
        byte[] key = (auth.key().value() + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        try {
            List<KeyPair> read = new ArrayList<>();
            Iterable<KeyPair> pairs = SecurityUtils.loadKeyPairIdentities(
                    null, NamedResource.ofName("sshKey"), new ByteArrayInputStream(key), password);
            if (pairs != null) {
                pairs.forEach(read::add);
            }
            if (!read.isEmpty()) {
                return read;
            }
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            // Said below. Their messages may repeat parts of the key.
        }
        throw SourceException.stalled(
                "source.auth",
                where + ": the ssh key cannot be read; it must be a private key as ssh-keygen writes it, and"
                        + (passphrase == null
                                ? " without a passphrase, or with one in 'passphrase'"
                                : " suit its 'passphrase'"),
                null);
    }

    KnownHosts hosts() {
        return hosts;
    }

    /** Sessions that end with the deadline. */
    SshSessionFactory sessions(FetchDeadline deadline) {
        SshSessionFactory sessions = new SshdSessionFactoryBuilder()
                .setHomeDirectory(NOWHERE)
                .setSshDirectory(NOWHERE)
                .setConfigStoreFactory((home, file, user) -> null)
                .setDefaultKeysProvider(directory -> keys)
                .setServerKeyDatabase((home, directory) -> hosts)
                .setPreferredAuthentications("publickey")
                .setConnectorFactory(null)
                .build(null);
        return new DeadlineSessions(sessions, deadline);
    }

    @Override
    public String toString() {
        return "SshLogin";
    }
}
