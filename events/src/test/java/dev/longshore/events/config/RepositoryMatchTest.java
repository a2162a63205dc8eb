/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepositoryMatchTest {
    private static Optional<RepositoryConfig> admit(String pattern, String name, String url) {
        RepositoryMatch match = new RepositoryMatch(new RepositoryConfig(name, pattern, "main", null, null, List.of()));
        return RepositoryUrl.parse(url).flatMap(match::admit);
    }

    @ParameterizedTest(name = "{0} admits {1} as {2}, fetched from {3}")
    @CsvSource({
        "https://github.com/me/*, git@github.com:me/Home.Lab.git, home.lab, https://github.com/me/Home.Lab",
        "https://github.com/me/*, ssh://git@GitHub.com:22/me/shop, shop, https://github.com/me/shop",
        "https://github.com/me/*.git, https://github.com/me/shop, shop, https://github.com/me/shop.git",
        "https://git.example:3000/me/*, ssh://git@git.example:2222/me/shop.git, shop, https://git.example:3000/me/shop",
        "git@github.com:me/*, https://github.com/me/shop.git, shop, git@github.com:me/shop",
        "https://gitlab.com/group/**, https://gitlab.com/group/sub/shop.git, sub-shop, https://gitlab.com/group/sub/shop",
        "https://github.com/me/app-*, https://github.com/me/app-shop, shop, https://github.com/me/app-shop",
        "file:///srv/git/*.git, file:///srv/git/shop.git, shop, file:///srv/git/shop.git",
        "https://dev.azure.com/org/p/_git/*, https://dev.azure.com/org/p/_git/my%20shop, my-shop, https://dev.azure.com/org/p/_git/my%20shop",
    })
    void admits(String pattern, String url, String name, String fetch) {
        assertThat(admit(pattern, "*", url))
                .hasValueSatisfying(repository ->
                        assertThat(List.of(repository.name(), repository.url())).containsExactly(name, fetch));
    }

    @ParameterizedTest(name = "{0} does not admit {1}")
    @CsvSource({
        "https://github.com/me/*, https://github.com/other/shop",
        "https://github.com/me/*, https://github.com/me/sub/shop",
        "https://github.com/me/*, https://github.com.evil.example/me/shop",
        "https://github.com/me/*, https://evil.example/github.com/me/shop",
        "https://github.com/me/*, https://github.com/ME/shop",
        "https://github.com/me/*, https://github.com/me/..",
        "https://github.com/me/*, https://github.com/me/-shop",
        "https://github.com/me/*, https://github.com/me/a%2Fb",
        "https://github.com/me/*, https://github.com/me/a%0Ab",
        "https://github.com/me/*, https://github.com/me/a%40evil.example",
        "https://github.com/me/*, file:///me/shop",
        "https://gitlab.com/group/**, https://gitlab.com/group/../other/shop",
        "https://gitlab.com/group/**, https://gitlab.com/group/a%2F..%2Fb",
    })
    void doesNotAdmit(String pattern, String url) {
        assertThat(admit(pattern, "*", url)).isEmpty();
    }

    @Test
    void keepsTheSettingsOfItsEntry() {
        RepositoryConfig admitted = admit("https://github.com/me/*", "me-*", "https://github.com/me/shop")
                .orElseThrow();
        assertThat(admitted.branch()).isEqualTo("main");
        assertThat(admitted.name()).isEqualTo("me-shop");
    }

    @Test
    void admitsNoNameThatIsNone() {
        assertThat(admit("https://github.com/me/*", "*", "https://github.com/me/" + "x".repeat(64)))
                .isEmpty();
        assertThat(admit("https://github.com/me/*", "*", "https://github.com/me/_x"))
                .isEmpty();
    }
}
