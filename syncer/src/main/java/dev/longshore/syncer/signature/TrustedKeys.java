/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.signature;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.GpgConfig;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.SignatureVerifier.SignatureVerification;
import org.eclipse.jgit.lib.SignatureVerifiers;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.signing.ssh.SigningKeyDatabase;

/**
 * The public keys whose signatures count: GPG keys as {@code gpg --export} writes them, and SSH keys, one a line as in {@code id_*.pub}
 * or in the format of ssh-keygen's ALLOWED SIGNERS. No key ring of this machine is looked at.
 */
public final class TrustedKeys {
    private static final int MAX_BYTES = 4 << 20;
    private static final String PGP_HEADER = "-----BEGIN PGP PUBLIC KEY BLOCK-----";

    private final PgpKeys pgp;
    private final SshKeys ssh;

    static {
        SignatureVerifiers.set(GpgConfig.GpgFormat.OPENPGP, new PgpVerifier());
        SigningKeyDatabase.setInstance(new SshKeyDatabase());
    }

    private TrustedKeys(PgpKeys pgp, SshKeys ssh) {
        this.pgp = pgp;
        this.ssh = ssh;
    }

    /** Reads files of keys now, so that a changed one counts at once. */
    public static TrustedKeys read(List<Path> files, Clock clock) throws UnusableKeysException {
        PgpKeys pgp = new PgpKeys(clock);
        SshKeys ssh = new SshKeys(clock);
        for (Path file : files) {
            byte[] content = content(file);
            if (isPgp(content)) {
                pgp.add(file, content);
            } else {
                ssh.add(file, new String(content, StandardCharsets.UTF_8));
            }
        }
        return new TrustedKeys(pgp, ssh);
    }

    private static byte[] content(Path file) throws UnusableKeysException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_BYTES);
        } catch (IOException e) {
            throw new UnusableKeysException(
                    "the key file " + file + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    /** Armoured, or the first bit that every OpenPGP packet has (RFC 4880, 4.2). */
    private static boolean isPgp(byte[] content) {
        String start = new String(content, StandardCharsets.ISO_8859_1);
        return start.contains(PGP_HEADER) || (content.length > 0 && (content[0] & 0x80) != 0);
    }

    /**
     * Why the signature of a commit does not count, in words that follow on "it"; empty if it does.
     *
     * @throws IOException when the commit cannot be read
     */
    public Optional<String> refusal(Repository repository, RevCommit commit) throws IOException {
        SignatureVerification verification;
        try {
            verification = SignatureVerifiers.verify(repository, new KeysOfOneCheck(pgp, ssh), commit);
        } catch (RuntimeException e) { // what the libraries make of hostile bytes
            return Optional.of(
                    "has a signature that cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        if (verification == null) {
            return Optional.of("is not signed with GPG or SSH");
        }
        return verification.verified() ? Optional.empty() : Optional.of(problem(verification));
    }

    private static String problem(SignatureVerification verification) {
        String message = verification.message();
        if (verification.verifierName().equals(PgpVerifier.NAME)) {
            return Objects.requireNonNullElse(message, "has a signature that is not trusted");
        }
        String key = "is signed with SSH key " + verification.keyFingerprint();
        return message == null ? key + ", but not with this content" : key + ", which is not trusted: " + message;
    }

    /** How the keys travel through JGit to where they are needed. */
    static final class KeysOfOneCheck extends GpgConfig {
        private final PgpKeys pgp;
        private final SshKeys ssh;

        KeysOfOneCheck(PgpKeys pgp, SshKeys ssh) {
            super(new Config());
            this.pgp = pgp;
            this.ssh = ssh;
        }

        PgpKeys pgp() {
            return pgp;
        }

        SshKeys ssh() {
            return ssh;
        }
    }
}
