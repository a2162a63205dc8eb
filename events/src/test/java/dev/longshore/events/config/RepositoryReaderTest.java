/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows C4, C8 and C10 of the bad inputs, for repositories. */
class RepositoryReaderTest {
    @TempDir
    Path folder;

    private ConfigFile config;

    @BeforeEach
    void folder() {
        config = ConfigFile.in(folder);
    }

    private List<String> problemsOf(String keys) {
        return config.problems("repositories:", "  - {" + keys + "}");
    }

    @ParameterizedTest
    @CsvSource({
        "https://git.example.org/me/HomeLab.git, homelab",
        "http://git.example.org:3000/me/shop/, shop",
        "file:///srv/git/tools, tools",
        "HTTPS://git.example.org/a.b_c, a.b_c",
        "ssh://git@git.example.org:2222/me/shop.git, shop",
        "git@git.example.org:me/shop.git, shop",
        "git@git.example.org:shop.git, shop"
    })
    void namesARepositoryAfterItsUrl(String url, String name) throws Exception {
        assertThat(config.load("repositories: [{url: '" + url + "'}]")
                        .configuration()
                        .repositories())
                .containsExactly(new RepositoryConfig(name, url, null, null, null, List.of()));
    }

    @Test
    void wantsANameWhereTheUrlGivesNone() {
        assertThat(problemsOf("url: 'https://git.example.org/~me'"))
                .containsExactly(
                        "longshore.yaml:2:5: repositories[0]: no valid name can be made from the end of the URL; give it a 'name'");
    }

    @Test
    void refusesTwoRepositoriesOfOneName() {
        assertThat(config.problems(
                        "repositories:",
                        "  - url: https://git.example.org/a/shop.git",
                        "  - url: https://git.example.org/b/shop.git"))
                .containsExactly(
                        "longshore.yaml:3:5: repositories[1]: duplicate repository name 'shop', which is already on"
                                + " line 2; give one of them another 'name'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://me:hunter2@git.example.org/r.git",
                "https://hunter2@git.example.org/r.git",
                "http://me:hunter2@[bad/r.git",
                "https://me:hunter2@x@git.example.org/r.git"
            })
    void refusesACredentialInAUrlAndDoesNotRepeatIt(String url) {
        assertThat(problemsOf("url: '" + url + "'"))
                .singleElement()
                .asString()
                .startsWith(
                        "longshore.yaml:2:11: repositories[0].url: has a user name or password in it; use a credential reference")
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource({
        "ssh://git:hunter2@git.example.org/r.git, has a user name or password in it",
        "ssh://-oProxyCommand=x/r.git, must name a host and a path",
        "ssh://-oProxyCommand=x@h/r.git, has a user name or password in it",
        "git@-oProxyCommand=x:r.git, is not a valid URL",
        "git@git.example.org:-x, is not a valid URL",
        "ext::sh -c id, is not a valid URL",
        "ftp://git.example.org/r, 'must begin with https://, http://, ssh:// or file://'",
        "/srv/git/r, 'must begin with https://, http://, ssh:// or file://'",
        "-oProxyCommand=x, 'must begin with https://, http://, ssh:// or file://'",
        "https://git.example.org, must name a host and a path",
        "https:r, must name a host and a path",
        "https://git.example.org/r?token=hunter2, must have neither a query",
        "file://srv/git/r, must be a local path with three slashes",
        "https://git.example.org/a b, is not a valid URL",
    })
    void refusesAUrl(String url, String problem) {
        assertThat(problemsOf("url: '" + url + "'"))
                .singleElement()
                .asString()
                .startsWith("longshore.yaml:2:11: repositories[0].url: " + problem)
                .doesNotContain("hunter2");
    }

    @Test
    void resolvesARelativeFileUrlAgainstTheFolderOfTheConfiguration() throws Exception {
        assertThat(config.load("repositories: [{name: own, url: 'file:..'}]")
                        .configuration()
                        .repositories())
                .extracting(repository -> Path.of(URI.create(repository.url())))
                .containsExactly(folder.toAbsolutePath().getParent());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a..b",
                "-x",
                "a b",
                "refs/heads/main",
                "a.lock",
                "HEAD",
                "a~1",
                "'a\\b'",
                "/a",
                "a/",
                "'@'",
                "a@{1}",
                "''"
            })
    void refusesABranch(String branch) {
        assertThat(config.problems("repositories:", "  - url: file:///srv/r", "    branch: " + branch))
                .containsExactly(
                        "longshore.yaml:3:13: repositories[0].branch: must be the short name of a branch, such as main");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 'must be a duration such as 30s, 5m or 1h30m, but is a number'",
        "0s, 'must be between 1s and 7d, but is 0s'",
        "-1s, 'must be a duration such as 30s, 5m or 1h30m (units ms, s, m, h, d), but is ''-1s'''",
        "1ns, 'must be a duration such as 30s, 5m or 1h30m (units ms, s, m, h, d), but is ''1ns'''",
        "10000d, 'must be between 1s and 7d, but is 10000d'",
        "999999999d999999999d, 'must be between 1s and 7d, but is 999999999d999999999d'",
    })
    void refusesAnInterval(String interval, String problem) {
        assertThat(problemsOf("url: 'file:///srv/r', poll: " + interval))
                .containsExactly("longshore.yaml:2:34: repositories[0].poll: " + problem);
        assertThat(config.problems("reconciler: {drift: " + interval + "}"))
                .containsExactly("longshore.yaml:1:21: reconciler.drift: " + problem);
    }

    @Test
    void readsBasicAndBearerAuthentication() throws Exception {
        List<RepositoryConfig> repositories = config.load(
                        "repositories:",
                        "  - {url: 'https://a/x', auth: {username: me, password: {env: GIT_TOKEN}}}",
                        "  - {url: 'https://a/y', auth: {bearer: {env: BUILDS_SECRET}}}")
                .configuration()
                .repositories();
        assertThat(repositories.get(0).auth()).isInstanceOfSatisfying(AuthConfig.Basic.class, basic -> {
            assertThat(basic.username()).isEqualTo("me");
            assertThat(basic.password().value()).isEqualTo("token");
        });
        assertThat(repositories.get(1).auth()).isInstanceOfSatisfying(AuthConfig.Bearer.class, bearer -> assertThat(
                        bearer.token().value())
                .isEqualTo("builds"));
        assertThat(repositories.toString()).doesNotContain("token]").doesNotContain("builds");
    }

    @ParameterizedTest
    @CsvSource({
        "'{}', 'auth: must have either ''username'' and ''password'', or ''bearer'''",
        "'{username: me}', 'auth: has no ''password'', which is required'",
        "'{password: {env: GIT_TOKEN}}', 'auth: has no ''username'', which is required'",
        "'{username: me, password: hunter2}', 'auth.password: must be a credential reference'",
        "'{bearer: {env: GIT_TOKEN}, username: me, password: {env: GIT_TOKEN}}', 'auth: must have either'",
        "'{sshKey: {env: GIT_TOKEN}}', 'auth: has no ''knownHosts'', which is required'",
        "'{sshKey: {env: GIT_TOKEN}, knownHosts: {file: nowhere}}', 'auth.knownHosts: file nowhere cannot be read'",
        "'me', 'auth: must be a mapping, but is a string'",
    })
    void refusesAuthentication(String auth, String problem) {
        assertThat(problemsOf("url: 'https://a/x', auth: " + auth))
                .singleElement()
                .asString()
                .contains("repositories[0]." + problem)
                .doesNotContain("hunter2");
    }

    @Test
    void refusesAuthenticationForFilesAndWarnsWithoutEncryption() throws Exception {
        assertThat(problemsOf("url: 'file:///srv/r', auth: {bearer: {env: GIT_TOKEN}}"))
                .containsExactly("longshore.yaml:2:5: repositories[0]: 'auth' means nothing for a file URL; remove it");
        assertThat(config.load("repositories: [{url: 'http://a/r', auth: {bearer: {env: GIT_TOKEN}}}]")
                        .warnings())
                .extracting(Problem::message)
                .containsExactly("sends its credential unencrypted; use https");
    }

    @Test
    void readsAnSshKey() throws Exception {
        Path knownHosts = config.secretFile("known_hosts", "git.example.org ssh-ed25519 AAAA\n", "rw-r--r--");
        LoadedConfiguration loaded = config.load(
                "repositories:",
                "  - url: git@git.example.org:me/r.git",
                "    auth: {sshKey: {env: GIT_TOKEN}, passphrase: {env: BUILDS_SECRET}, knownHosts: {file: known_hosts}}");
        assertThat(loaded.warnings()).isEmpty();
        assertThat(loaded.configuration().repositories().get(0).auth())
                .isInstanceOfSatisfying(AuthConfig.SshKey.class, key -> {
                    assertThat(key.key().value()).isEqualTo("token");
                    assertThat(key.passphrase()).isNotNull();
                    assertThat(key.knownHosts()).isEqualTo(knownHosts);
                });
    }

    @Test
    void refusesALoginOfTheOtherKind() {
        config.secretFile("known_hosts", "", "rw-r--r--");
        assertThat(problemsOf("url: 'ssh://git@h/r', auth: {bearer: {env: GIT_TOKEN}}"))
                .containsExactly("longshore.yaml:2:5: repositories[0]: an ssh URL needs 'sshKey' and 'knownHosts'");
        assertThat(problemsOf("url: 'https://h/r', auth: {sshKey: {env: GIT_TOKEN}, knownHosts: {file: known_hosts}}"))
                .singleElement()
                .asString()
                .contains("'sshKey' needs an ssh URL");
    }

    @Test
    void readsWhatIsTakenFromARepository() throws Exception {
        Path key = config.secretFile("ann.pub", "ssh-ed25519 AAAA\n", "rw-r--r--");
        LoadedConfiguration loaded = config.load(
                "repositories:",
                "  - url: file:///srv/r",
                "    onForcePush: refuse",
                "    submodules: true",
                "    checkObjects: false",
                "    verify: {keys: [{file: ann.pub}]}",
                "  - url: file:///srv/plain");
        assertThat(loaded.configuration().repositories())
                .extracting(RepositoryConfig::rules)
                .containsExactly(new GitRules(false, true, false, List.of(key)), GitRules.DEFAULT);
        assertThat(loaded.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'verify: {keys: []}', 'verify.keys: is empty; name at least one key'",
        "'verify: {}', 'verify: has no ''keys'', which is required'",
        "'verify: {keys: [{file: nowhere.pub}]}', 'verify.keys[0]: file nowhere.pub cannot be read'",
        "'onForcePush: maybe', 'onForcePush: must be accept or refuse'",
        "'submodules: yes', 'submodules: must be true or false'",
    })
    void refusesARule(String rule, String problem) {
        assertThat(problemsOf("url: 'file:///srv/r', " + rule))
                .singleElement()
                .asString()
                .contains("repositories[0]." + problem);
    }

    @Test
    void readsAMatch() throws Exception {
        Configuration read = config.load(
                        "repositories:",
                        "  - match: https://git.example.org/me/*",
                        "    branch: main",
                        "    auth: {bearer: {env: GIT_TOKEN}}",
                        "  - {match: 'git@git.example.org:team/*', name: 'team-*'}")
                .configuration();
        assertThat(read.repositories()).isEmpty();
        assertThat(read.matches())
                .extracting(match -> match.pattern() + " " + match.settings().name())
                .containsExactly("https://git.example.org/me/* *", "git@git.example.org:team/* team-*");
    }

    @ParameterizedTest
    @CsvSource({
        "'match: https://git.example.org/me/x', 'must have one wildcard'",
        "'match: https://git.example.org/*/*', 'must have one wildcard'",
        "'match: https://*/me/x', 'must name a host'",
        "'match: https://git.example.org/me/*, url: https://git.example.org/me/x', 'must have either'",
        "'match: https://git.example.org/me/*, name: team', 'must be a name with a wildcard'",
    })
    void refusesAMatch(String entry, String problem) {
        assertThat(config.problems("repositories:", "  - {" + entry + "}"))
                .anyMatch(found -> found.contains(problem.replace("\"", "'")));
    }

    @Test
    void refusesMatchesThatWouldGiveTwoRepositoriesOneName() {
        assertThat(config.problems(
                        "repositories:",
                        "  - match: https://git.example.org/me/*",
                        "  - match: https://git.example.org/team/*"))
                .singleElement()
                .asString()
                .contains("the same name as another 'match'");
    }
}
