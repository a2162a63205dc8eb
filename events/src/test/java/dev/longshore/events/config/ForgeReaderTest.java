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

class ForgeReaderTest {
    @TempDir
    Path folder;

    private ConfigFile config;

    @BeforeEach
    void folder() {
        config = ConfigFile.in(folder);
    }

    private List<ForgeConfig> forges(String... lines) throws Exception {
        return config.load("reconciler: {forges: [" + String.join(", ", lines) + "]}")
                .configuration()
                .reconciler()
                .forges();
    }

    private static String forge(String prefix, String more) {
        return "{prefix: '" + prefix + "', provider: github, token: {env: GIT_TOKEN}" + more + "}";
    }

    @Test
    void readsWhatIsSaidAndWhatIsNot() throws Exception {
        ForgeConfig full = forges(forge(
                        "https://git.example.org/me",
                        ", apiUrl: 'HTTPS://git.example.org/api/v3/', commitStatus: false, issues: true,"
                                + " link: 'https://ui.example.org/{repository}/{stack}?host={host}&at={commit}'"))
                .get(0);
        ForgeConfig bare = forges(forge("https://git.example.org/me", "")).get(0);

        assertThat(full.apiUrl()).isEqualTo(URI.create("https://git.example.org/api/v3"));
        assertThat(full.commitStatus()).isFalse();
        assertThat(full.issues()).isTrue();
        assertThat(full.link()).isEqualTo("https://ui.example.org/{repository}/{stack}?host={host}&at={commit}");
        assertThat(bare.apiUrl()).isNull();
        assertThat(bare.commitStatus()).isTrue();
        assertThat(bare.issues())
                .as("nobody gets issues without asking for them")
                .isFalse();
        assertThat(bare.link()).isNull();
    }

    @Test
    void theLongestPrefixOfTheSameServerCounts() throws Exception {
        List<ForgeConfig> forges = forges(
                forge("https://git.example.org/", ""),
                forge("https://git.example.org/team", ""),
                forge("ssh://git@git.example.org/", ""));

        assertThat(ForgeConfig.of(forges, GitUrl.parse("https://git.example.org/team/shop.git")))
                .hasValue(forges.get(1));
        assertThat(ForgeConfig.of(forges, GitUrl.parse("https://git.example.org/teamwork/shop.git")))
                .hasValue(forges.get(0));
        assertThat(ForgeConfig.of(forges, GitUrl.parse("git@git.example.org:team/shop.git")))
                .hasValue(forges.get(2));
        assertThat(ForgeConfig.of(forges, GitUrl.parse("https://git.example.org.evil.example/team/shop.git")))
                .isEmpty();
        assertThat(ForgeConfig.of(forges, GitUrl.parse("https://git.example.org:8443/team/shop.git")))
                .isEmpty();
        assertThat(ForgeConfig.of(forges, GitUrl.parse("http://git.example.org/team/shop.git")))
                .isEmpty();
    }

    @Test
    void warnsWhenTheTokenCanBeOverheard() throws Exception {
        assertThat(config.load("reconciler: {forges: [" + forge("http://a", "") + "]}")
                        .warnings())
                .singleElement()
                .asString()
                .contains("forges[0]: sends its token unencrypted");
        assertThat(config.load("reconciler: {forges: [" + forge("https://a", ", apiUrl: 'http://a/api/v3'") + "]}")
                        .warnings())
                .hasSize(1);
        assertThat(config.load("reconciler: {forges: [" + forge("http://a", ", apiUrl: 'https://a/api/v3'") + "]}")
                        .warnings())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{provider: github, token: {env: GIT_TOKEN}}; forges[0]: has no 'prefix'",
                "{prefix: 'https://a', token: {env: GIT_TOKEN}}; forges[0]: has no 'provider'",
                "{prefix: 'https://a', provider: github}; forges[0]: has no 'token'",
                "{prefix: 'https://a', provider: bitbucket, token: {env: GIT_TOKEN}}; provider: must be github, gitlab, gitea or forgejo",
                "{prefix: 'https://me:pw@a', provider: github, token: {env: GIT_TOKEN}}; prefix: has a user name or password",
                "{prefix: 'file:///srv', provider: github, token: {env: GIT_TOKEN}}; prefix: must begin with https://",
                "{prefix: 'https://a', provider: github, token: {env: NO_SUCH}}; token.env: environment variable NO_SUCH is not set",
                "{prefix: 'https://a', provider: github, token: {env: GIT_TOKEN}, apiUrl: 'https://me:pw@a/'}; apiUrl: must be the root",
                "{prefix: 'https://a', provider: github, token: {env: GIT_TOKEN}, apiUrl: 'ftp://a/'}; apiUrl: must be the root",
                "{prefix: 'https://a', provider: github, token: {env: GIT_TOKEN}, link: 'https://a/{branch}'}; link: must be a URL",
            })
    void refuses(String forge, String problem) {
        assertThat(config.problems("reconciler: {forges: [" + forge + "]}"))
                .singleElement()
                .asString()
                .startsWith("longshore.yaml:1:")
                .contains(problem)
                .doesNotContain("me:pw");
    }

    @Test
    void refusesAPrefixThatIsThereTwice() {
        assertThat(config.problems(
                        "reconciler: {forges: [" + forge("https://a", "") + ", " + forge("https://a/", "") + "]}"))
                .singleElement()
                .asString()
                .contains("twice");
    }
}
