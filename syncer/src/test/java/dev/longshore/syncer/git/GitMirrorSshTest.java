/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import static dev.longshore.syncer.KeyGenerator.publicHalf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.longshore.events.SourceEvent.ErrorClass;
import dev.longshore.events.config.AuthConfig;
import dev.longshore.events.config.GitUrl;
import dev.longshore.events.config.RemoteAccess;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.Secret;
import dev.longshore.events.config.UrlCredential;
import dev.longshore.syncer.KeyGenerator;
import dev.longshore.syncer.SshGitServer;
import dev.longshore.syncer.TestAccess;
import dev.longshore.syncer.TestRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over ssh, with a real sshd and a real Git at the other end. */
@Timeout(60)
class GitMirrorSshTest {
    @TempDir
    private Path temp;

    private TestRepository remote;
    private SshGitServer server;
    private Path knownHosts;

    @BeforeEach
    void serve() throws Exception {
        remote = new TestRepository(temp.resolve("srv/demo"));
        remote.write("compose.yaml", TestRepository.COMPOSE).commit("first");
        server = new SshGitServer(temp.resolve("srv"));
        knownHosts = Files.writeString(temp.resolve("known_hosts"), server.knownHost() + "\n");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        remote.close();
    }

    private Path admitted(String type, String passphrase) throws Exception {
        Path key = KeyGenerator.ssh(temp.resolve("key-" + type), type, passphrase);
        server.admit(publicHalf(key));
        return key;
    }

    private AuthConfig.SshKey auth(Path key, @Nullable String passphrase) {
        Secret phrase = passphrase == null ? null : new Secret.FromEnvironment("P", name -> passphrase);
        return new AuthConfig.SshKey(new Secret.FromFile(key), phrase, knownHosts);
    }

    private GitMirror mirror(@Nullable AuthConfig auth) {
        return mirror(server.url("demo"), auth, TestAccess.within(Duration.ofSeconds(20)));
    }

    private GitMirror mirror(String url, @Nullable AuthConfig auth, GitAccess access) {
        RepositoryConfig config = new RepositoryConfig("demo", url, "main", null, auth, List.of());
        return new GitMirror(config, temp.resolve("demo.git"), access);
    }

    private static SourceException failure(GitMirror mirror) {
        try (mirror) {
            SourceException failure = catchThrowableOfType(SourceException.class, mirror::fetch);
            assertThat(failure).isNotNull();
            return failure;
        }
    }

    @ParameterizedTest
    @CsvSource({"ed25519,", "rsa,", "ecdsa,", "ed25519,correct horse", "rsa,correct horse"})
    void logsInWithAKey(String type, @Nullable String passphrase) throws Exception {
        Path key = admitted(type, passphrase == null ? "" : passphrase);
        try (GitMirror mirror = mirror(auth(key, passphrase))) {
            assertThat(mirror.fetch().before()).isNull();
            String second = remote.write("a", "b").commit("second");
            assertThat(mirror.fetch().revision()).hasToString("main@sha1:" + second);
        }
        assertThat(server.commands()).allMatch(command -> command.startsWith("git-upload-pack "));
    }

    @Test
    void readsTheKeyAtEachUse() throws Exception {
        Path key = admitted("ed25519", "");
        Path used = Files.copy(key, temp.resolve("used"));
        try (GitMirror mirror = mirror(auth(used, null))) {
            mirror.fetch();
            Path strange = KeyGenerator.ssh(temp.resolve("strange"), "ed25519", "");
            Files.copy(strange, used, StandardCopyOption.REPLACE_EXISTING);
            SourceException refused = catchThrowableOfType(SourceException.class, mirror::fetch);
            assertThat(refused.reason()).isEqualTo("source.auth");
            assertThat(refused.errorClass()).isEqualTo(ErrorClass.STALLED);
            Files.copy(key, used, StandardCopyOption.REPLACE_EXISTING);
            mirror.fetch();
        }
    }

    @Test
    void connectionsAndTheirThreadsDoNotPileUp() throws Exception {
        Path key = admitted("ed25519", "");
        try (GitMirror mirror = mirror(auth(key, null))) {
            mirror.fetch();
            for (int i = 0; i < 5; i++) {
                mirror.fetch();
            }
        }
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.contains("SshClient")));
    }

    @Test
    void anUnknownHostIsNamedWithItsFingerprint() throws Exception {
        Path key = admitted("ed25519", "");
        Files.writeString(knownHosts, "git.example.org " + server.knownHost().split(" ", 2)[1] + "\n");
        SourceException failure = failure(mirror(auth(key, null)));
        assertThat(failure.reason()).isEqualTo("source.host_key");
        assertThat(failure.errorClass()).isEqualTo(ErrorClass.STALLED);
        assertThat(failure).hasMessageContaining(server.fingerprint()).hasMessageContaining("is not in");
        assertThat(server.commands()).isEmpty();
        assertThat(Files.readString(knownHosts)).startsWith("git.example.org ").hasLineCount(1);
    }

    @Test
    void aChangedHostKeyIsNamedWithBothFingerprints() throws Exception {
        Path key = admitted("ed25519", "");
        String before = server.fingerprint();
        server.changeHostKey();
        SourceException failure = failure(mirror(auth(key, null)));
        assertThat(failure.reason()).isEqualTo("source.host_key");
        assertThat(failure)
                .hasMessageContaining(server.fingerprint())
                .hasMessageContaining(before)
                .hasMessageContaining("in between");
    }

    @Test
    void aRevokedHostKeyIsRefused() throws Exception {
        Path key = admitted("ed25519", "");
        Files.writeString(
                knownHosts,
                server.knownHost() + "\n@revoked * " + server.knownHost().split(" ", 2)[1] + "\n");
        assertThat(failure(mirror(auth(key, null))))
                .hasMessageContaining("revoked")
                .hasMessageContaining(server.fingerprint());
    }

    @Test
    void anotherKeyIsForAHuman() throws Exception {
        admitted("ed25519", "");
        Path strange = KeyGenerator.ssh(temp.resolve("strange"), "ed25519", "");
        SourceException failure = failure(mirror(auth(strange, null)));
        assertThat(failure.reason()).isEqualTo("source.auth");
        assertThat(failure.errorClass()).isEqualTo(ErrorClass.STALLED);
        assertThat(failure).hasMessageContaining("refused the ssh key");
    }

    @Test
    void aKeyThatCannotBeReadIsForAHumanAndIsNotRepeated() throws Exception {
        Path encrypted = admitted("ed25519", "correct horse");
        for (String passphrase : new @Nullable String[] {null, "wrong"}) {
            SourceException failure = failure(mirror(auth(encrypted, passphrase)));
            assertThat(failure.reason()).isEqualTo("source.auth");
            assertThat(failure).hasMessageContaining("passphrase").hasMessageNotContaining("wrong");
        }
        Path garbage = Files.writeString(temp.resolve("garbage"), "-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2\n");
        assertThat(failure(mirror(auth(garbage, null)))).hasMessageNotContaining("hunter2");
    }

    @Test
    void withoutAKeyNothingIsTried() {
        SourceException failure = failure(mirror(null));
        assertThat(failure.reason()).isEqualTo("source.auth");
        assertThat(failure).hasMessageContaining("sshKey");
        assertThat(server.commands()).isEmpty();
    }

    @Test
    void aKeyOfTheUrlsPrefixIsUsed() throws Exception {
        Path key = admitted("ed25519", "");
        GitUrl prefix = GitUrl.parse("ssh://git@127.0.0.1:" + server.port() + "/");
        GitAccess access =
                TestAccess.with(new RemoteAccess(List.of(new UrlCredential(prefix, auth(key, null))), null, null));
        try (GitMirror mirror = mirror(server.url("demo"), null, access)) {
            assertThat(mirror.fetch().revision().branch()).isEqualTo("main");
        }
    }

    @Test
    void aMissingRepositoryIsForAHuman() throws Exception {
        Path key = admitted("ed25519", "");
        SourceException failure =
                failure(mirror(server.url("nothing"), auth(key, null), TestAccess.within(Duration.ofSeconds(20))));
        assertThat(failure.reason()).isEqualTo("source.not_found");
    }

    @Test
    void aServerThatSendsOneByteAtATimeIsGivenUp() throws Exception {
        Path key = admitted("ed25519", "");
        server.slow(100);
        long begin = System.nanoTime();
        SourceException failure =
                failure(mirror(server.url("demo"), auth(key, null), TestAccess.within(Duration.ofSeconds(2))));
        assertThat(failure.reason()).isEqualTo("source.timeout");
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin)).isLessThan(10);
    }
}
