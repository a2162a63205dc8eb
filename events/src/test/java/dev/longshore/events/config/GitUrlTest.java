/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitUrlTest {
    @ParameterizedTest
    @CsvSource({
        "https://Git.Example.org/a/b.git, https, , git.example.org, 443, /a/b.git",
        "http://h:3000/a, http, , h, 3000, /a",
        "ssh://me@h/a, ssh, me, h, 22, /a",
        "ssh://h:2222/~/a, ssh, , h, 2222, /~/a",
        "git@h:a/b.git, ssh, git, h, 22, a/b.git",
        "file:///srv/a, file, , '', -1, /srv/a",
    })
    void readsTheWaysToARepository(String text, String scheme, String user, String host, int port, String path) {
        assertThat(GitUrl.parse(text)).isEqualTo(new GitUrl(text, scheme, user, host, port, path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ext::sh -c id",
                "ext::sh",
                "--upload-pack=touch",
                "-oProxyCommand=x",
                "ssh://-oProxyCommand=x/r",
                "git@-oProxyCommand=x:r",
                "git://h/r",
                "ftp://h/r",
                "/etc",
                "../x",
                "https://",
                "file://host/srv",
                "fd::17",
                "https://h/a\nb",
            })
    void readsNothingElse(String text) {
        assertThatThrownBy(() -> GitUrl.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "https://h/org/a.git, ../b.git, https://h/org/b.git",
        "https://h/org/a.git/, ../b.git, https://h/org/b.git",
        "https://h/org/a.git, ../../other/b, https://h/other/b",
        "https://h/org/a.git, ./b, https://h/org/a.git/b",
        "https://h:8443/a, ../b, https://h:8443/b",
        "git@h:org/a.git, ../b.git, git@h:org/b.git",
        "git@h:a.git, ../b.git, git@h:b.git",
        "ssh://me@h:22/org/a, ../b, ssh://me@h:22/org/b",
        "file:///srv/a, ../b, file:///srv/b",
        "https://h/org/a.git, https://other/b, https://other/b",
    })
    void resolvesAsGitDoes(String base, String url, String expected) {
        assertThat(GitUrl.parse(base).resolve(url).text()).isEqualTo(expected);
    }

    @Test
    void doesNotResolveBeyondTheServer() {
        assertThatThrownBy(() -> GitUrl.parse("https://h/a").resolve("../../x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more ../");
    }

    @ParameterizedTest
    @CsvSource({
        "https://h/org/, https://h/org/a.git, true",
        "https://h/org, https://h/org/a.git, true",
        "https://h/org, https://h/organisation/a.git, false",
        "https://h/org/, https://h/other/a.git, false",
        "https://h, https://h/a, true",
        "https://h, https://h.evil.example/a, false",
        "https://h, http://h/a, false",
        "https://h, https://h:8443/a, false",
        "https://h/org/, https://h/org/../other/a, false",
        "https://h/org/, https://h/org/%2E%2e/other/a, false",
        "ssh://git@h/org, git@h:org/a, true",
        "ssh://h/org, me@h:org/a, true",
        "ssh://git@h/org, me@h:org/a, false",
        "ssh://git@h/org, ssh://h/org/a, true",
    })
    void knowsWhatIsBelowAPrefix(String prefix, String url, boolean below) {
        assertThat(GitUrl.parse(url).isBelow(GitUrl.parse(prefix))).isEqualTo(below);
    }
}
