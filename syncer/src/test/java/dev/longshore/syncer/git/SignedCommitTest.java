/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import static dev.longshore.syncer.KeyGenerator.publicHalf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.longshore.events.SourceEvent.ErrorClass;
import dev.longshore.events.config.GitRules;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.syncer.GpgHome;
import dev.longshore.syncer.KeyGenerator;
import dev.longshore.syncer.TestAccess;
import dev.longshore.syncer.TestRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row R9 of the bad inputs: signatures made by Git itself, with GnuPG and with ssh-keygen. */
@Timeout(60)
class SignedCommitTest {
    @TempDir
    private static Path shared;

    private static GpgHome gpg;

    @TempDir
    private Path temp;

    private TestRepository remote;

    @BeforeAll
    static void keys() throws Exception {
        gpg = new GpgHome(shared.resolve("gpg"));
        gpg.generate("ann", "ed25519", "never");
        gpg.generate("bob", "rsa2048", "never");
        gpg.generate("sub", "ed25519", "never");
        gpg.addSigningSubkey("sub", "ed25519");
    }

    @AfterAll
    static void stopAgent() throws Exception {
        gpg.close();
    }

    @BeforeEach
    void begin() throws Exception {
        remote = new TestRepository(temp.resolve("remote"));
        remote.write("compose.yaml", TestRepository.COMPOSE).commit("unsigned");
    }

    @AfterEach
    void end() {
        remote.close();
    }

    private String commit(Map<String, String> environment, String... settings) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org"));
        for (String setting : settings) {
            command.addAll(List.of("-c", setting));
        }
        command.addAll(List.of("commit", "-q", "--allow-empty", "-S", "-m", "signed"));
        KeyGenerator.run(remote.directory(), environment, command.toArray(String[]::new));
        return remote.git("rev-parse", "HEAD");
    }

    private String signedWithGpg(String user) throws Exception {
        return commit(gpg.environment(), "user.signingkey=" + user + "@example.org");
    }

    private String signedWithSsh(Path key) throws Exception {
        return commit(Map.of("GIT_CONFIG_GLOBAL", "/dev/null"), "gpg.format=ssh", "user.signingkey=" + key);
    }

    private GitMirror mirror(Path... keys) {
        GitRules rules = new GitRules(true, false, true, List.of(keys));
        RepositoryConfig config = new RepositoryConfig("demo", remote.url(), "main", null, null, List.of()).with(rules);
        return new GitMirror(config, temp.resolve("demo.git"), TestAccess.within(Duration.ofSeconds(20)));
    }

    private void isTrusted(String commit, Path... keys) throws Exception {
        try (GitMirror mirror = mirror(keys)) {
            assertThat(mirror.fetch().revision().commit()).isEqualTo(commit);
        }
    }

    private void isRefused(String because, Path... keys) {
        try (GitMirror mirror = mirror(keys)) {
            SourceException failure = catchThrowableOfType(SourceException.class, mirror::fetch);
            assertThat(failure).as("refused").isNotNull();
            assertThat(failure.reason()).isEqualTo("signature.untrusted");
            assertThat(failure.errorClass()).isEqualTo(ErrorClass.STALLED);
            assertThat(failure).hasMessageContaining(because);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ann", "bob", "sub"})
    void aGpgKeyThatIsTrustedCounts(String user) throws Exception {
        isTrusted(signedWithGpg(user), gpg.export("ann"), gpg.export("bob"), gpg.export("sub"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "rsa", "ecdsa"})
    void anSshKeyThatIsTrustedCounts(String type) throws Exception {
        Path key = KeyGenerator.ssh(temp.resolve("key"), type, "");
        isTrusted(signedWithSsh(key), gpg.export("ann"), publicHalf(key));
    }

    @Test
    void r9_anUnsignedCommitIsRefused() throws Exception {
        isRefused("is not signed", gpg.export("ann"));
    }

    @Test
    void r9_anotherGpgKeyIsRefused() throws Exception {
        signedWithGpg("bob");
        isRefused("not trusted", gpg.export("ann"));
    }

    @Test
    void r9_anotherSshKeyIsRefused() throws Exception {
        signedWithSsh(KeyGenerator.ssh(temp.resolve("key"), "ed25519", ""));
        Path other = KeyGenerator.ssh(temp.resolve("other"), "ed25519", "");
        isRefused("SHA256:", publicHalf(other), gpg.export("ann"));
    }

    @Test
    void r9_anExpiredGpgKeyIsRefused() throws Exception {
        String then = "--faked-system-time=20240101T000000!";
        gpg.generate("old", "ed25519", "seconds=86400", then);
        Path program = Files.writeString(temp.resolve("gpg-then"), "#!/bin/sh\nexec gpg --batch " + then + " \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Map<String, String> environment = new HashMap<>(gpg.environment());
        environment.put("GIT_COMMITTER_DATE", "2024-01-01T00:00:30Z");
        commit(environment, "user.signingkey=old@example.org", "gpg.program=" + program);
        isRefused("expired", gpg.export("old"));
    }

    @Test
    void r9_aRevokedGpgKeyIsRefused() throws Exception {
        gpg.generate("gone", "ed25519", "never");
        String commit = signedWithGpg("gone");
        isTrusted(commit, gpg.export("gone"));
        gpg.revoke("gone");
        isRefused("revoked", gpg.export("gone"));
    }

    @Test
    void r9_anSshKeyThatIsNotValidNowIsRefused() throws Exception {
        Path key = KeyGenerator.ssh(temp.resolve("key"), "ed25519", "");
        String commit = signedWithSsh(key);
        String line = Files.readString(publicHalf(key));
        Path over = Files.writeString(
                temp.resolve("over"), "ann@example.org namespaces=\"git\",valid-before=\"20250101Z\" " + line);
        isRefused("not valid now", over);
        isTrusted(
                commit,
                Files.writeString(
                        temp.resolve("now"), "# signers\n\nann@example.org valid-after=\"20250101Z\" " + line));
        Path files = Files.writeString(temp.resolve("files"), "ann@example.org namespaces=\"file\" " + line);
        isRefused("no public key", files);
    }

    @Test
    void aCommitThatWasChangedAfterItsGpgSignatureIsRefused() throws Exception {
        forge(signedWithGpg("ann"));
        isRefused("not with this content", gpg.export("ann"));
    }

    @Test
    void aCommitThatWasChangedAfterItsSshSignatureIsRefused() throws Exception {
        Path key = KeyGenerator.ssh(temp.resolve("key"), "ed25519", "");
        forge(signedWithSsh(key));
        isRefused("not with this content", publicHalf(key));
    }

    private void forge(String commit) throws Exception {
        String content = remote.git("cat-file", "commit", commit).replace("\n\nsigned", "\n\nforged") + "\n";
        Path forged = Files.writeString(temp.resolve("forged"), content);
        assertThat(content).contains("forged");
        remote.git("update-ref", "refs/heads/main", remote.git("hash-object", "-t", "commit", "-w", forged.toString()));
    }

    @Test
    void keysThatCannotBeReadTrustNobody() throws Exception {
        signedWithGpg("ann");
        Path garbage = Files.writeString(temp.resolve("garbage"), "hello\n");
        isRefused("no public key", gpg.export("ann"), garbage);
        Path broken = Files.writeString(
                temp.resolve("broken"),
                "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n");
        isRefused("key file", broken);
        isRefused("cannot be read", temp.resolve("nowhere"));
    }

    @Test
    void keysAreReadAtEachUse() throws Exception {
        String commit = signedWithGpg("ann");
        Path keys = Files.copy(gpg.export("bob"), temp.resolve("keys"));
        isRefused("not trusted", keys);
        Files.write(keys, Files.readAllBytes(gpg.export("ann")));
        isTrusted(commit, keys);
    }
}
