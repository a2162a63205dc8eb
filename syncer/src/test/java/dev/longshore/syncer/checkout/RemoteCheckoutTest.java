/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.longshore.events.config.AuthConfig;
import dev.longshore.events.config.GitUrl;
import dev.longshore.events.config.RemoteAccess;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.Secret;
import dev.longshore.events.config.UrlCredential;
import dev.longshore.syncer.HttpGitServer;
import dev.longshore.syncer.TestRepository;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run and its remote: logins, and remotes that do not answer. */
@Timeout(60)
class RemoteCheckoutTest {
    private static final Duration PROMISED = Duration.ofSeconds(10);

    @TempDir
    private Path temp;

    private TestRepository remote;
    private HttpGitServer server;

    @BeforeEach
    void serve() throws Exception {
        remote = new TestRepository(temp.resolve("srv/demo"));
        remote.write("a.txt", "a1\n").commit("first");
        server = new HttpGitServer(temp.resolve("srv"));
    }

    @AfterEach
    void stop() {
        server.close();
        remote.close();
    }

    private GitOpsSynchronizer synchronizer(String url, @Nullable AuthConfig auth, RemoteAccess access) {
        RepositoryConfig config = new RepositoryConfig("demo", url, "main", null, auth, List.of());
        return new GitOpsSynchronizer(
                temp.resolve("tree"), config, ConflictPolicy.PREFER_REMOTE, access, Clock.systemUTC());
    }

    private CheckoutException failure(String url) {
        long begin = System.nanoTime();
        CheckoutException failure = Objects.requireNonNull(
                catchThrowableOfType(CheckoutException.class, synchronizer(url, null, RemoteAccess.DIRECT)::sync));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(PROMISED);
        assertThat(failure.kind()).isEqualTo(CheckoutException.Kind.UNREACHABLE);
        assertThat(temp.resolve("tree")).doesNotExist();
        return failure;
    }

    private static AuthConfig bearer(String token) {
        return new AuthConfig.Bearer(new Secret.FromEnvironment("T", name -> token));
    }

    @Test
    void logsInAndSendsNothingToSpeakOfWhenNothingIsNew() throws Exception {
        server.require("Bearer right");
        GitOpsSynchronizer synchronizer = synchronizer(server.url("demo/.git"), bearer("right"), RemoteAccess.DIRECT);
        assertThat(synchronizer.sync().changed()).isTrue();
        server.requests().clear();
        assertThat(synchronizer.sync().changed()).isFalse();
        assertThat(server.requests())
                .containsExactly("GET /demo/.git/info/refs?service=git-upload-pack", "POST /demo/.git/git-upload-pack");
    }

    @Test
    void aLoginBelongsToAPrefix() throws Exception {
        server.require("Bearer right");
        UrlCredential credential = new UrlCredential(GitUrl.parse(server.url("demo")), bearer("right"));
        RemoteAccess access = new RemoteAccess(List.of(credential), null, null);
        assertThat(synchronizer(server.url("demo/.git"), null, access).sync().changed())
                .isTrue();
    }

    @Test
    void whatTheTreesOwnConfigurationSaysOfTheRemoteDoesNotCount() throws Exception {
        GitOpsSynchronizer synchronizer = synchronizer(server.url("demo/.git"), null, RemoteAccess.DIRECT);
        synchronizer.sync();
        WorkingCopy tree = new WorkingCopy(temp.resolve("tree"), server.url("demo/.git"));
        tree.git("config", "http.extraHeader", "Authorization: Bearer leaked");
        tree.git("config", "url.http://127.0.0.1:1/.insteadOf", server.url(""));
        remote.write("a.txt", "a2\n").commit("second");
        server.offered().clear();
        assertThat(synchronizer.sync().changed()).isTrue();
        assertThat(server.offered()).isEmpty();
    }

    @Test
    void aRefusedLoginIsUnreachable() {
        server.require("Bearer right");
        assertThat(failure(server.url("demo/.git")).reason()).isEqualTo("source.auth");
    }

    @Test
    void aServerThatNeverAnswersIsGivenUpWithinTenSeconds() {
        server.hang();
        assertThat(failure(server.url("demo/.git")).reason()).isEqualTo("source.timeout");
    }

    @Test
    void aServerThatSendsAByteASecondIsGivenUpWithinTenSeconds() {
        server.trouble(exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/x-git-upload-pack-advertisement");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody()
                    .write("001e# service=git-upload-pack\n0000fff0".getBytes(StandardCharsets.US_ASCII));
            while (!Thread.currentThread().isInterrupted()) {
                exchange.getResponseBody().write('a');
                exchange.getResponseBody().flush();
                java.util.concurrent.locks.LockSupport.parkNanos(
                        Duration.ofSeconds(1).toNanos());
            }
        });
        assertThat(failure(server.url("demo/.git")).reason()).isEqualTo("source.timeout");
    }

    /** Connects, for the system does that by itself, and then says nothing: not even TLS. */
    @Test
    void aPortBehindWhichNobodySpeaksIsGivenUpWithinTenSeconds() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertThat(failure("https://127.0.0.1:" + silent.getLocalPort() + "/demo.git")
                            .reason())
                    .isEqualTo("source.timeout");
        }
    }

    @Test
    void aRefusedPortIsUnreachableAtOnce() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        assertThat(failure("http://127.0.0.1:" + port + "/demo.git").reason()).isEqualTo("source.unreachable");
    }

    @Test
    void aBranchThatIsNotThereSaysSo() {
        RepositoryConfig config =
                new RepositoryConfig("demo", server.url("demo/.git"), "nowhere", null, null, List.of());
        CheckoutException failure = Objects.requireNonNull(catchThrowableOfType(
                CheckoutException.class,
                new GitOpsSynchronizer(temp.resolve("tree"), config, ConflictPolicy.ABORT)::sync));
        assertThat(failure.reason()).isEqualTo("source.not_found");
        assertThat(failure).hasMessageContaining("branch nowhere");
    }

    @Test
    void sshNeedsAKeyAndKnownHosts() throws IOException {
        Files.createDirectories(temp);
        CheckoutException failure = Objects.requireNonNull(catchThrowableOfType(
                CheckoutException.class,
                synchronizer("ssh://git@127.0.0.1:1/demo.git", null, RemoteAccess.DIRECT)::sync));
        assertThat(failure.reason()).isEqualTo("source.auth");
        assertThat(failure).hasMessageContaining("knownHosts");
    }
}
