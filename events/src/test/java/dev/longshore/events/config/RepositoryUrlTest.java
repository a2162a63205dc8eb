/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryUrlTest {
    @ParameterizedTest(name = "<{0}>")
    @ValueSource(
            strings = {
                "https://github.com/me/homelab",
                "https://github.com/me/homelab.git",
                "https://github.com/me/homelab.git/",
                "https://github.com/me/homelab///",
                "http://GitHub.COM/me/homelab",
                "HTTPS://github.com:443/me/homelab",
                "http://github.com:80/me/homelab",
                "https://user:password@github.com/me/homelab.git",
                "ssh://git@github.com/me/homelab.git",
                "ssh://git@github.com:22/me/homelab.git",
                "git://github.com:9418/me/homelab",
                "git@github.com:me/homelab.git",
                "github.com:me/homelab",
                "git@github.com:/me/homelab.git/",
                "https://github.com/me/home%6Cab",
                "https://github.com:8443/me/homelab",
                "ssh://git@github.com:2222/me/homelab.git",
            })
    void readsEverySpellingOfOneRepository(String url) {
        assertThat(RepositoryUrl.parse(url)).hasValue(new RepositoryUrl("github.com", "me/homelab"));
    }

    @ParameterizedTest(name = "{0} is not {1}")
    @CsvSource({
        "https://github.com/me/homelab, https://github.com/me/Homelab",
        "https://github.com/me/homelab, https://gitlab.com/me/homelab",
        "https://github.com/me/homelab, https://github.com.evil.example/me/homelab",
        "https://github.com/me/homelab, https://evil.example/github.com/me/homelab",
        "https://github.com/me/homelab, https://github.com@evil.example/me/homelab",
        "https://github.com/me/homelab, https://github.com/me/homelab/../other",
        "https://github.com/me/homelab, https://github.com/me/homelab.git.git",
        "https://github.com/me/homelab, file:///github.com/me/homelab",
    })
    void tellsRepositoriesApart(String one, String other) {
        assertThat(RepositoryUrl.parse(one)).isNotEqualTo(RepositoryUrl.parse(other));
    }

    @ParameterizedTest(name = "<{0}>")
    @ValueSource(
            strings = {
                "https://dev.azure.com/org/shop/_git/shop",
                "https://org@dev.azure.com/org/shop/_git/shop",
                "https://dev.azure.com/org/_git/shop",
                "https://org.visualstudio.com/shop/_git/shop",
                "https://org.visualstudio.com/DefaultCollection/_git/shop",
                "git@ssh.dev.azure.com:v3/org/shop/shop",
                "org@vs-ssh.visualstudio.com:v3/org/shop/shop",
                "ssh://git@ssh.dev.azure.com/v3/org/shop/shop",
            })
    void readsEverySpellingOfAzureDevOps(String url) {
        assertThat(RepositoryUrl.parse(url)).hasValue(new RepositoryUrl("dev.azure.com", "org/shop/_git/shop"));
    }

    @ParameterizedTest(name = "<{0}>")
    @ValueSource(strings = {"file:///srv/git/homelab.git", "file://localhost/srv/git/homelab/"})
    void readsLocalRepositories(String url) {
        assertThat(RepositoryUrl.parse(url)).hasValue(new RepositoryUrl("", "srv/git/homelab"));
    }

    @ParameterizedTest(name = "<{0}>")
    @ValueSource(
            strings = {
                "",
                "homelab",
                "/srv/git/homelab",
                "ext::sh -c id",
                "-oProxyCommand=x",
                "-oProxyCommand=x:y",
                "https://",
                "https:///me/homelab",
                "https://github.com/",
                "https://github.com/.git",
                "https://github.com/me/homelab?a",
                "https://github.com/me/homelab#a",
                "https://github.com/me/home lab",
                "javascript://github.com/me/homelab",
                "file://server/share",
                "file:///",
                "git@github.com:",
                "git@github.com: x",
                "https://[::1/x",
                "https://github.com/me/home\nlab",
                "git@-evil:x"
            })
    void readsNothingElse(String text) {
        assertThat(RepositoryUrl.parse(text)).isEmpty();
    }

    @Test
    void boundsItsInput() {
        assertThat(RepositoryUrl.parse("https://github.com/" + "x".repeat(3000)))
                .isEmpty();
        assertThat(RepositoryUrl.parse("x".repeat(1_000_000))).isEmpty();
    }
}
