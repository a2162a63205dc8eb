/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import static dev.longshore.syncer.HttpGitServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.longshore.events.SourceEvent.ErrorClass;
import dev.longshore.events.config.AuthConfig;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.Secret;
import dev.longshore.syncer.HttpGitServer;
import dev.longshore.syncer.TestAccess;
import dev.longshore.syncer.TestRepository;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Over smart HTTP, with a real Git at the other end. */
@Timeout(60)
class GitMirrorHttpTest {
    private static final String TOKEN = "s3cr3t-t0ken-value";

    @TempDir
    private Path temp;

    private TestRepository remote;
    private HttpGitServer server;

    @BeforeEach
    void serve() throws Exception {
        remote = new TestRepository(temp.resolve("srv/demo"));
        remote.write("compose.yaml", TestRepository.COMPOSE).commit("first");
        server = new HttpGitServer(temp.resolve("srv"));
    }

    @AfterEach
    void stop() {
        server.close();
        remote.close();
    }

    private GitMirror mirror(@Nullable String branch, @Nullable AuthConfig auth) {
        return mirror(server.url("demo/.git"), branch, auth, Duration.ofSeconds(20));
    }

    private GitMirror mirror(String url, @Nullable String branch, @Nullable AuthConfig auth, Duration timeout) {
        RepositoryConfig config = new RepositoryConfig("demo", url, branch, null, auth, List.of());
        return new GitMirror(config, temp.resolve("demo.git"), TestAccess.within(timeout));
    }

    private static Secret secret(String value) {
        return new Secret.FromEnvironment("T", name -> value);
    }

    private static SourceException failure(GitMirror mirror) {
        try (mirror) {
            SourceException failure = catchThrowableOfType(SourceException.class, mirror::fetch);
            assertThat(failure).isNotNull();
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            assertThat(trace.toString()).doesNotContain(TOKEN);
            return failure;
        }
    }

    @Test
    void fetchesAndFindsTheDefaultBranch() throws Exception {
        try (GitMirror mirror = mirror(null, null)) {
            assertThat(mirror.fetch().revision().branch()).isEqualTo("main");
            String second = remote.write("a", "b").commit("second");
            assertThat(mirror.fetch().revision()).hasToString("main@sha1:" + second);
        }
    }

    @Test
    void anUnmovedBranchCostsNoMoreThanAskingForTheRef() throws Exception {
        try (GitMirror mirror = mirror("main", null)) {
            mirror.fetch();
            server.requests().clear();
            mirror.fetch();
            assertThat(server.requests())
                    .containsExactly(
                            "GET /demo/.git/info/refs?service=git-upload-pack", "POST /demo/.git/git-upload-pack");
        }
    }

    @Test
    void logsInWithUserAndPasswordAtTheFirstRequest() throws Exception {
        server.require("Basic " + Base64.getEncoder().encodeToString(("me:" + TOKEN).getBytes(StandardCharsets.UTF_8)));
        try (GitMirror mirror = mirror("main", new AuthConfig.Basic("me", secret(TOKEN)))) {
            mirror.fetch();
            assertThat(server.requests().get(1)).startsWith("POST");
        }
    }

    @Test
    void logsInWithABearerToken() throws Exception {
        server.require("Bearer " + TOKEN);
        try (GitMirror mirror = mirror("main", new AuthConfig.Bearer(secret(TOKEN)))) {
            assertThat(mirror.fetch().revision().branch()).isEqualTo("main");
        }
    }

    @Test
    void wrongOrMissingCredentialsAreForAHuman() {
        server.require("Bearer right");
        for (AuthConfig auth : new @Nullable AuthConfig[] {
            null, new AuthConfig.Bearer(secret(TOKEN)), new AuthConfig.Basic("me", secret(TOKEN))
        }) {
            SourceException failure = failure(mirror("main", auth));
            assertThat(failure.reason()).isEqualTo("source.auth");
            assertThat(failure.errorClass()).isEqualTo(ErrorClass.STALLED);
        }
    }

    @Test
    void anUnreadableOrBrokenSecretIsForAHuman() {
        AuthConfig unset = new AuthConfig.Bearer(new Secret.FromEnvironment("NOT_SET", name -> null));
        assertThat(failure(mirror("main", unset))).hasMessageContaining("NOT_SET");
        SourceException broken = failure(mirror("main", new AuthConfig.Bearer(secret(TOKEN + "\nX: y"))));
        assertThat(broken.reason()).isEqualTo("source.auth");
    }

    @Test
    void aRepositoryThatIsNotThereIsForAHuman() {
        SourceException failure = failure(mirror(server.url("nothing.git"), "main", null, Duration.ofSeconds(20)));
        assertThat(failure.reason()).isEqualTo("source.not_found");
        assertThat(failure.errorClass()).isEqualTo(ErrorClass.STALLED);
    }

    @Test
    void aBrokenServerIsTriedAgain() {
        server.trouble(status(500, Map.of()));
        SourceException failure = failure(mirror("main", null));
        assertThat(failure.reason()).isEqualTo("source.unavailable");
        assertThat(failure.errorClass()).isEqualTo(ErrorClass.GENERIC);
    }

    @Test
    void aServerThatWantsPeaceGetsIt() {
        server.trouble(status(429, Map.of("Retry-After", "120")));
        SourceException failure = failure(mirror("main", null));
        assertThat(failure.reason()).isEqualTo("source.rate_limited");
        assertThat(failure.errorClass()).isEqualTo(ErrorClass.WAITING);
        assertThat(failure.retryAt())
                .isBetween(Instant.now().plusSeconds(100), Instant.now().plusSeconds(120));
    }

    @Test
    void aRedirectToAnotherServerIsNotFollowed() throws Exception {
        try (HttpGitServer other = new HttpGitServer(temp.resolve("srv"))) {
            server.trouble(status(302, Map.of("Location", other.url("demo/.git/info/refs?service=git-upload-pack"))));
            SourceException failure = failure(mirror("main", new AuthConfig.Bearer(secret(TOKEN))));
            assertThat(failure.reason()).isEqualTo("source.redirected");
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void aRedirectOnTheSameServerIsFollowed() throws Exception {
        server.trouble(exchange -> {
            server.trouble(null);
            status(301, Map.of("Location", "/demo/.git/info/refs?service=git-upload-pack"))
                    .answer(exchange);
        });
        try (GitMirror mirror = mirror(server.url("old/.git"), "main", null, Duration.ofSeconds(20))) {
            assertThat(mirror.fetch().revision().branch()).isEqualTo("main");
        }
    }

    @Test
    void aSilentServerIsGivenUp() {
        server.hang();
        long begin = System.nanoTime();
        SourceException failure = failure(mirror(server.url("demo/.git"), "main", null, Duration.ofSeconds(2)));
        assertThat(failure.reason()).isEqualTo("source.timeout");
        assertThat(failure.errorClass()).isEqualTo(ErrorClass.GENERIC);
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin)).isLessThan(10);
    }

    @Test
    void aServerThatSendsOneByteAtATimeIsGivenUp() {
        server.trouble(exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/x-git-upload-pack-advertisement");
            exchange.sendResponseHeaders(200, 0);
            byte[] start = "001e# service=git-upload-pack\n0000fff0".getBytes(StandardCharsets.US_ASCII);
            exchange.getResponseBody().write(start);
            while (!Thread.currentThread().isInterrupted()) {
                exchange.getResponseBody().write('a');
                exchange.getResponseBody().flush();
                java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            }
        });
        SourceException failure = failure(mirror(server.url("demo/.git"), "main", null, Duration.ofSeconds(2)));
        assertThat(failure.reason()).isEqualTo("source.timeout");
    }

    @Test
    void somethingThatIsNoGitRepositoryIsNamedSo() {
        server.trouble(exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("<html>hello</html>".getBytes(StandardCharsets.US_ASCII));
        });
        SourceException failure = failure(mirror("main", null));
        assertThat(failure.reason()).isEqualTo("source.not_found");
        assertThat(failure).hasMessageNotContaining("<html>");
    }

    @Test
    void aServerThatIsNotThereIsTriedAgain() {
        server.close();
        SourceException failure = failure(mirror("main", null));
        assertThat(failure.reason()).isEqualTo("source.unreachable");
        assertThat(failure.errorClass()).isEqualTo(ErrorClass.GENERIC);
    }
}
