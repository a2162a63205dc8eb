/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import static dev.longshore.syncer.HttpGitServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.longshore.events.config.AuthConfig;
import dev.longshore.events.config.GitRules;
import dev.longshore.events.config.GitUrl;
import dev.longshore.events.config.RemoteAccess;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.Secret;
import dev.longshore.events.config.UrlCredential;
import dev.longshore.syncer.HttpGitServer;
import dev.longshore.syncer.TestAccess;
import dev.longshore.syncer.TestRepository;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SubmodulesTest {
    private static final String NOWHERE = "1234567890123456789012345678901234567890";

    @TempDir
    private Path temp;

    private TestRepository main;
    private TestRepository library;
    private TestRepository inner;
    private String libraryCommit = "";
    private HttpGitServer server;

    @BeforeEach
    void serve() throws Exception {
        inner = new TestRepository(temp.resolve("srv/inner"));
        String innerCommit = inner.write("deep.txt", "deep").commit("inner");
        library = new TestRepository(temp.resolve("srv/library"));
        library.write("lib.txt", "one").commit("library");
        libraryCommit = library.submodule("vendor/inner", "../../inner/.git", innerCommit)
                .commitIndex("nest");
        main = new TestRepository(temp.resolve("srv/main"));
        main.write("app/compose.yaml", TestRepository.COMPOSE).commit("first");
        server = new HttpGitServer(temp.resolve("srv"));
    }

    @AfterEach
    void stop() {
        server.close();
        main.close();
        library.close();
        inner.close();
    }

    private GitMirror mirror(@Nullable AuthConfig auth, RemoteAccess access, GitRules rules) {
        RepositoryConfig config =
                new RepositoryConfig("demo", server.url("main/.git"), "main", null, auth, List.of(), rules);
        return new GitMirror(config, temp.resolve("demo.git"), TestAccess.with(access));
    }

    private GitMirror mirror() {
        return mirror(null, RemoteAccess.DIRECT, new GitRules(true, true, true, List.of()));
    }

    private static Map<String, String> files(GitMirror mirror, String path) throws Exception {
        Map<String, String> files = new LinkedHashMap<>();
        try (CommitTree tree = mirror.tree(mirror.fetch().revision())) {
            tree.walk(
                    List.of(path),
                    (name, kind, file) -> files.put(name, new String(file.getBytes(), StandardCharsets.UTF_8)));
        }
        return files;
    }

    private static SourceException failure(GitMirror mirror) {
        try (mirror) {
            SourceException failure = catchThrowableOfType(SourceException.class, () -> files(mirror, "app"));
            assertThat(failure).isNotNull();
            return failure;
        }
    }

    private static AuthConfig bearer(String token) {
        return new AuthConfig.Bearer(new Secret.FromEnvironment("T", name -> token));
    }

    @Test
    void filesOfRelativeAndNestedSubmodulesAreWhereTheyStand() throws Exception {
        main.submodule("app/lib", "../../library/.git", libraryCommit).commitIndex("add");
        try (GitMirror mirror = mirror()) {
            assertThat(files(mirror, "app"))
                    .containsEntry("app/lib/lib.txt", "one")
                    .containsEntry("app/lib/vendor/inner/deep.txt", "deep")
                    .containsKeys("app/compose.yaml", "app/lib/.gitmodules");
        }
    }

    @Test
    void aSubmoduleMayBeAStacksPathItself() throws Exception {
        main.submodule("lib", server.url("library/.git"), libraryCommit).commitIndex("add");
        try (GitMirror mirror = mirror()) {
            assertThat(files(mirror, "lib")).containsKeys("lib/lib.txt", "lib/vendor/inner/deep.txt");
        }
    }

    @Test
    void withoutSubmodulesNothingOfThemIsRead() throws Exception {
        main.submodule("app/lib", server.url("library/.git"), libraryCommit).commitIndex("add");
        try (GitMirror mirror = mirror(null, RemoteAccess.DIRECT, GitRules.DEFAULT)) {
            assertThat(files(mirror, "app").keySet()).containsExactly("app/compose.yaml");
            assertThat(server.requests()).noneMatch(request -> request.contains("library"));
        }
    }

    @Test
    void aCommitThatIsHereIsNotAskedForAgain() throws Exception {
        main.submodule("app/lib", server.url("library/.git"), libraryCommit).commitIndex("add");
        try (GitMirror mirror = mirror()) {
            files(mirror, "app");
            server.requests().clear();
            files(mirror, "app");
            assertThat(server.requests()).noneMatch(r -> r.contains("library") || r.contains("inner"));
        }
    }

    @Test
    void aCommitOnNoBranchIsAskedForByItsId() throws Exception {
        String left = library.write("lib.txt", "left").commit("left");
        library.resetTo(libraryCommit);
        library.write("other", "x").commit("moved on");
        main.submodule("app/lib", server.url("library/.git"), left).commitIndex("add");
        try (GitMirror mirror = mirror()) {
            assertThat(files(mirror, "app")).containsEntry("app/lib/lib.txt", "left");
        }
    }

    @Test
    void aCommitThatIsNowhereIsForAHuman() throws Exception {
        main.submodule("app/lib", server.url("library/.git"), NOWHERE).commitIndex("add");
        SourceException failure = failure(mirror());
        assertThat(failure.reason()).isEqualTo("submodule.missing");
        assertThat(failure).hasMessageContaining("app/lib").hasMessageContaining(NOWHERE);
    }

    @Test
    void aSubmoduleWithoutAUrlIsForAHuman() throws Exception {
        main.git("update-index", "--add", "--cacheinfo", "160000," + libraryCommit + ",app/lib");
        main.commitIndex("add");
        assertThat(failure(mirror()).reason()).isEqualTo("submodule.missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ext::sh -c 'touch /tmp/longshore-r4'",
                "--upload-pack=touch /tmp/longshore-r4",
                "-oProxyCommand=touch",
                "file:///etc",
                "/etc",
                "git://h/x",
                "https://me:hunter2@h/x",
                "../../../../x",
            })
    void r4_aUrlOfAnotherKindIsNotFollowed(String url) throws Exception {
        main.submodule("app/lib", '"' + url + '"', libraryCommit).commitIndex("add");
        SourceException failure = failure(mirror());
        assertThat(failure.reason()).isEqualTo("submodule.url");
        assertThat(failure).hasMessageContaining("app/lib").hasMessageNotContaining("hunter2");
        assertThat(Path.of("/tmp/longshore-r4")).doesNotExist();
    }

    @Test
    void theRepositorysLoginIsForItsOwnServerOnly() throws Exception {
        try (HttpGitServer other = new HttpGitServer(temp.resolve("srv"))) {
            server.require("Bearer own-token");
            main.submodule("app/here", "../../inner/.git", inner.git("rev-parse", "HEAD"))
                    .submodule("app/there", other.url("inner/.git"), inner.git("rev-parse", "HEAD"))
                    .commitIndex("add");
            GitRules rules = new GitRules(true, true, true, List.of());
            try (GitMirror mirror = mirror(bearer("own-token"), RemoteAccess.DIRECT, rules)) {
                assertThat(files(mirror, "app")).containsKeys("app/here/deep.txt", "app/there/deep.txt");
            }
            assertThat(other.offered()).isEmpty();
            assertThat(other.requests()).isNotEmpty();
        }
    }

    @Test
    void theLongestPrefixDecidesWhoLogsIn() throws Exception {
        try (HttpGitServer other = new HttpGitServer(temp.resolve("srv"))) {
            other.require("Bearer library-token");
            main.submodule("app/there", other.url("library/.git"), library.git("rev-parse", "HEAD~1"))
                    .commitIndex("add");
            RemoteAccess access = new RemoteAccess(
                    List.of(
                            credential(other.url(""), "host-token"),
                            credential(other.url("library"), "library-token"),
                            credential(other.url("lib"), "wrong-token")),
                    null,
                    null);
            try (GitMirror mirror = mirror(null, access, new GitRules(true, true, true, List.of()))) {
                assertThat(files(mirror, "app")).containsKey("app/there/lib.txt");
            }
            assertThat(other.offered()).containsOnly("Bearer library-token");
            assertThat(server.offered()).isEmpty();
        }
    }

    private static UrlCredential credential(String prefix, String token) {
        return new UrlCredential(GitUrl.parse(prefix), bearer(token));
    }

    @Test
    void aSubmodulesServerThatFailsIsNamed() throws Exception {
        try (HttpGitServer other = new HttpGitServer(temp.resolve("srv"))) {
            other.trouble(status(429, Map.of("Retry-After", "60")));
            main.submodule("app/there", other.url("inner/.git"), NOWHERE).commitIndex("add");
            SourceException failure = failure(mirror());
            assertThat(failure.reason()).isEqualTo("source.rate_limited");
            assertThat(failure).hasMessageContaining("submodule 'app/there'");
        }
    }
}
