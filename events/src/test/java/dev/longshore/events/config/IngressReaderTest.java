/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngressReaderTest {
    @TempDir
    Path folder;

    private ConfigFile config;

    @BeforeEach
    void folder() {
        config = ConfigFile.in(folder);
    }

    @Test
    void fillsInWhatTheProviderUses() throws Exception {
        IngressConfig ingress = config.load(
                        "ingress:",
                        "  webhooks:",
                        "    b: {provider: github, secret: {env: GIT_TOKEN}}",
                        "    a: {provider: generic-hmac, secret: {env: GIT_TOKEN}, prefix: ''}",
                        "    c: {provider: github, path: /api/webhook/gitops, secret: {env: GIT_TOKEN}}")
                .configuration()
                .ingress();
        assertThat(ingress.webhooks().keySet()).containsExactly("b", "a", "c");
        assertThat(ingress.webhooks().values())
                .extracting(w -> w.path() + " " + w.header() + " " + w.prefix())
                .containsExactly(
                        "/webhook/b X-Hub-Signature-256 sha256=",
                        "/webhook/a X-Signature-256 ",
                        "/api/webhook/gitops X-Hub-Signature-256 sha256=");
    }

    @ParameterizedTest
    @CsvSource({
        "'{provider: gitlab, secret: {env: GIT_TOKEN}}', 'webhooks.x.provider: provider ''gitlab'' is not available in this version yet'",
        "'{provider: gitbub, secret: {env: GIT_TOKEN}}', 'webhooks.x.provider: must be github or generic-hmac, but is ''gitbub'''",
        "'{secret: {env: GIT_TOKEN}}', 'webhooks.x: has no ''provider'', which is required'",
        "'{provider: github}', 'webhooks.x: has no ''secret'', which is required'",
        "'{provider: github, secret: {env: GIT_TOKEN}, header: X-Foo}', 'webhooks.x: ''header'' and ''prefix'' are fixed'",
        "'{provider: github, secret: {env: GIT_TOKEN}, path: hook}', 'webhooks.x.path: must be a path'",
        "'{provider: github, secret: {env: GIT_TOKEN}, path: /a/../b}', 'webhooks.x.path: must be a path'",
        "'{provider: github, secret: {env: GIT_TOKEN}, path: /a/}', 'webhooks.x.path: must be a path'",
        "'{provider: github, secret: {env: GIT_TOKEN}, path: /api/repositories/a/sync}', 'webhooks.x: its path /api/repositories/a/sync belongs to the API'",
        "'{provider: github, secret: {env: GIT_TOKEN}, path: /webhook/y}', 'webhooks.y: its path /webhook/y is also that of ''x'''",
    })
    void refusesAWebhook(String webhook, String problem) {
        assertThat(config.problems(
                        "ingress:",
                        "  webhooks:",
                        "    x: " + webhook,
                        "    y: {provider: github, secret: {env: GIT_TOKEN}}"))
                .singleElement()
                .asString()
                .contains(": ingress." + problem);
    }
}
