/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.config.ForgeConfig;
import dev.longshore.events.config.GitUrl;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForgeDirectoryTest {
    private final ForgeLab lab = new ForgeLab();
    private final ForgeDirectory directory = new ForgeDirectory(lab.reach);

    @AfterEach
    void close() throws Exception {
        lab.close();
    }

    private String place(ForgeConfig.Provider provider, @Nullable String api, String url) {
        URI root = api == null ? null : URI.create(api);
        return directory
                .open(lab.config(provider, "https://any.example.org/", root), GitUrl.parse(url))
                .map(Forge::place)
                .orElse("nowhere");
    }

    @ParameterizedTest
    @CsvSource({
        "GITHUB, , https://github.com/me/homelab.git, https://api.github.com me/homelab",
        "GITHUB, , git@github.com:me/homelab.git, https://api.github.com me/homelab",
        "GITHUB, , ssh://git@github.com/me/homelab, https://api.github.com me/homelab",
        "GITHUB, , https://git.example.org/me/homelab, https://git.example.org/api/v3 me/homelab",
        "GITHUB, https://proxy.example.org/hub, https://git.example.org/me/homelab, https://proxy.example.org/hub me/homelab",
        "GITLAB, , https://gitlab.com/group/sub/shop.git, https://gitlab.com/api/v4 group%2Fsub%2Fshop",
        "GITLAB, , ssh://git@git.example.org:2222/group/shop.git, https://git.example.org/api/v4 group%2Fshop",
        "GITLAB, https://git.example.org/gitlab/api/v4, https://git.example.org/gitlab/group/shop.git, https://git.example.org/gitlab/api/v4 group%2Fshop",
        "GITEA, , https://git.example.org:3000/me/home%20lab.git, https://git.example.org:3000/api/v1 me/home%20lab",
        "FORGEJO, , http://git.example.org/me/homelab, http://git.example.org/api/v1 me/homelab",
        "GITEA, https://git.example.org/gitea/api/v1, https://git.example.org/gitea/me/homelab.git, https://git.example.org/gitea/api/v1 me/homelab",
        "GITHUB, , https://github.com/homelab.git, nowhere",
        "GITHUB, , https://github.com/a/b/c.git, nowhere",
        "GITHUB, , https://github.com/%2e%2e/b.git, nowhere",
        "GITLAB, , https://gitlab.com/a%2Fb/c.git, nowhere",
    })
    void findsTheApiFromTheConfiguredUrl(
            ForgeConfig.Provider provider, @Nullable String api, String url, String place) {
        assertThat(place(provider, api, url)).isEqualTo(place);
    }
}
