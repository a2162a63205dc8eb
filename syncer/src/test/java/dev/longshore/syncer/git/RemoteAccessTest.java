/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import static dev.longshore.syncer.HttpGitServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.longshore.events.SourceEvent.ErrorClass;
import dev.longshore.events.config.AuthConfig;
import dev.longshore.events.config.GitUrl;
import dev.longshore.events.config.ProxyConfig;
import dev.longshore.events.config.RemoteAccess;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.Secret;
import dev.longshore.events.config.UrlCredential;
import dev.longshore.syncer.HttpGitServer;
import dev.longshore.syncer.TestAccess;
import dev.longshore.syncer.TestRepository;
import dev.longshore.syncer.TlsIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The way to a remote: who logs in where, through what, trusting whom; and remotes that break off. */
@Timeout(60)
class RemoteAccessTest {
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

    private GitMirror mirror(String name, String url, @Nullable AuthConfig auth, GitAccess access) {
        RepositoryConfig config = new RepositoryConfig(name, url, "main", null, auth, List.of());
        return new GitMirror(config, temp.resolve(name + ".git"), access);
    }

    private GitMirror mirror(String url, @Nullable AuthConfig auth, RemoteAccess access) {
        return mirror("demo", url, auth, TestAccess.with(access));
    }

    private static SourceException failure(GitMirror mirror) {
        try (mirror) {
            SourceException failure = catchThrowableOfType(SourceException.class, mirror::fetch);
            assertThat(failure).isNotNull();
            return failure;
        }
    }

    private static RemoteAccess credential(String prefix, AuthConfig auth) {
        return new RemoteAccess(List.of(new UrlCredential(GitUrl.parse(prefix), auth)), null, null);
    }

    private static AuthConfig bearer(String token) {
        return new AuthConfig.Bearer(new Secret.FromEnvironment("T", name -> token));
    }

    @Test
    void aLoginOfTheUrlsPrefixIsUsedUnlessTheRepositoryHasItsOwn() throws Exception {
        server.require("Bearer by-prefix");
        RemoteAccess access = credential(server.url("demo/"), bearer("by-prefix"));
        try (GitMirror mirror = mirror(server.url("demo/.git"), null, access)) {
            mirror.fetch();
        }
        server.require("Bearer own");
        try (GitMirror mirror = mirror(server.url("demo/.git"), bearer("own"), access)) {
            mirror.fetch();
        }
    }

    @Test
    void aLoginOfAnotherHostOrPathIsNeverOffered() {
        for (String prefix : List.of(
                server.url("dem"),
                server.url("other/"),
                "http://127.0.0.1:1/",
                "https://127.0.0.1:" + server.port() + "/",
                "http://127.0.0.1.example.org:" + server.port() + "/")) {
            server.require("Bearer x");
            assertThat(failure(mirror(server.url("demo/.git"), null, credential(prefix, bearer("x"))))
                            .reason())
                    .isEqualTo("source.auth");
        }
        assertThat(server.offered()).isEmpty();
    }

    @Test
    void aRotatedSecretJustWorks() throws Exception {
        Path token = Files.writeString(temp.resolve("token"), "old\n");
        AuthConfig auth = new AuthConfig.Basic("me", new Secret.FromFile(token));
        try (GitMirror mirror = mirror(server.url("demo/.git"), auth, RemoteAccess.DIRECT)) {
            server.require("Basic bWU6b2xk");
            mirror.fetch();
            server.require("Basic bWU6bmV3");
            assertThat(catchThrowableOfType(SourceException.class, mirror::fetch)
                            .reason())
                    .isEqualTo("source.auth");
            Files.writeString(token, "new\n");
            mirror.fetch();
        }
    }

    @Test
    void requestsGoThroughTheProxyExceptForSomeHosts() throws Exception {
        ProxyConfig proxy = new ProxyConfig("127.0.0.1", server.port(), List.of("127.0.0.1"));
        RemoteAccess access = new RemoteAccess(List.of(), proxy, null);
        try (GitMirror mirror = mirror("http://git.example.invalid/demo/.git", null, access)) {
            mirror.fetch();
        }
        assertThat(server.requests()).isNotEmpty().allMatch(request -> request.contains("http://git.example.invalid/"));
        server.requests().clear();
        try (GitMirror mirror = mirror(server.url("demo/.git"), null, access)) {
            mirror.fetch();
        }
        assertThat(server.requests()).isNotEmpty().noneMatch(request -> request.contains("http://"));
    }

    @Test
    void aServerOfAnAuthorityOfOnesOwnIsTrustedWhenThatIsConfigured() throws Exception {
        TlsIdentity identity = TlsIdentity.in(temp.resolve("tls"));
        try (HttpGitServer secure = HttpGitServer.secure(temp.resolve("srv"), identity.context())) {
            SourceException untrusted = failure(mirror(secure.url("demo/.git"), null, RemoteAccess.DIRECT));
            assertThat(untrusted.reason()).isEqualTo("source.tls");
            assertThat(untrusted.errorClass()).isEqualTo(ErrorClass.STALLED);
            assertThat(untrusted).hasMessageContaining("syncer.certificates");
            assertThat(secure.requests()).isEmpty();
            RemoteAccess access = new RemoteAccess(List.of(), null, identity.certificate());
            try (GitMirror mirror = mirror(secure.url("demo/.git"), null, access)) {
                assertThat(mirror.fetch().revision().branch()).isEqualTo("main");
            }
        }
    }

    @Test
    void aPackThatBreaksOffIsTriedAgainAndLeavesTheMirrorAsItWas() throws Exception {
        try (GitMirror mirror = mirror(server.url("demo/.git"), null, RemoteAccess.DIRECT)) {
            String first = mirror.fetch().revision().commit();
            byte[] noise = new byte[1 << 20];
            new Random(1).nextBytes(noise);
            String second = remote.write("noise", noise).commit("second");
            for (long bytes : new long[] {600, 10_000, 500_000}) {
                server.cutAfter(bytes);
                SourceException failure = catchThrowableOfType(SourceException.class, mirror::fetch);
                assertThat(failure).as("cut after %s bytes", bytes).isNotNull();
                assertThat(failure.errorClass()).as(failure.text()).isEqualTo(ErrorClass.GENERIC);
            }
            server.cutAfter(Long.MAX_VALUE);
            assertThat(mirror.fetch().before()).isEqualTo(first);
            assertThat(mirror.isAncestor(first, second)).isTrue();
        }
    }

    @Test
    void aHostThatWantsPeaceGetsItForAllItsRepositories() throws Exception {
        GitAccess access = TestAccess.with(RemoteAccess.DIRECT);
        server.trouble(status(503, Map.of("Retry-After", "2")));
        SourceException first = failure(mirror("one", server.url("demo/.git"), null, access));
        assertThat(first.errorClass()).isEqualTo(ErrorClass.WAITING);
        server.trouble(null);
        int asked = server.requests().size();
        try (GitMirror other = mirror("two", server.url("demo/.git"), null, access)) {
            SourceException second = catchThrowableOfType(SourceException.class, other::fetch);
            assertThat(second.retryAt()).isEqualTo(first.retryAt());
            assertThat(server.requests()).hasSize(asked);
            Tip tip = await().ignoreException(SourceException.class).until(other::fetch, fetched -> true);
            assertThat(tip.before()).isNull();
        }
    }

    @Test
    void nothingOfThisUsersGitCounts() {
        try (GitMirror any = mirror(server.url("demo/.git"), null, RemoteAccess.DIRECT)) {
            assertThat(any).isNotNull();
            assertThat(SystemReader.getInstance().getenv("GIT_SSH")).isNull();
            assertThat(SystemReader.getInstance().getenv("PATH")).isNotNull();
        }
    }
}
