/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonPointer;
import java.nio.file.Path;
import java.util.List;
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
                .extracting(
                        w -> w.path() + " " + w.provider() + " " + w.options().prefix())
                .containsExactly(
                        "/webhook/b GITHUB null", "/webhook/a GENERIC_HMAC ", "/api/webhook/gitops GITHUB null");
    }

    @Test
    void readsEveryProvider() throws Exception {
        for (WebhookConfig.Provider provider : WebhookConfig.Provider.values()) {
            assertThat(config.load("ingress: {webhooks: {a: {provider: " + provider.text()
                                    + ", secret: {env: BASE64_KEY}}}}")
                            .configuration()
                            .ingress()
                            .webhooks()
                            .values())
                    .extracting(WebhookConfig::provider, WebhookConfig::options)
                    .containsExactly(tuple(provider, WebhookOptions.DEFAULT));
        }
    }

    @Test
    void readsWhatOnlySomeProvidersTake() throws Exception {
        IngressConfig ingress = config.load(
                        "ingress:",
                        "  maxRequests: 7",
                        "  trustedProxies: [10.0.0.0/8, '::1']",
                        "  webhooks:",
                        "    a: {provider: azure-devops, secret: {env: GIT_TOKEN}, username: hook}",
                        "    g: {provider: gitea, secret: {env: GIT_TOKEN}, form: false}",
                        "    b:",
                        "      provider: generic-hmac",
                        "      secret: {env: GIT_TOKEN}",
                        "      algorithm: sha512",
                        "      deliveryHeader: X-Build",
                        "      fields: {repository: /repo/url, ref: /repo/ref}",
                        "    s:",
                        "      provider: standard-webhooks",
                        "      secret: {env: BASE64_KEY}",
                        "      event: {field: /type, push: [repo.push]}")
                .configuration()
                .ingress();
        assertThat(ingress.maxRequests()).isEqualTo(7);
        assertThat(ingress.trustedProxies())
                .containsExactly(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("::1"));
        assertThat(options(ingress, "a").username()).isEqualTo("hook");
        assertThat(ingress.webhooks().get("g")).matches(webhook -> !webhook.readsForms());
        assertThat(options(ingress, "b").algorithm()).isEqualTo("sha512");
        assertThat(options(ingress, "b").deliveryHeader()).isEqualTo("X-Build");
        assertThat(options(ingress, "b").fields())
                .containsEntry("repository", JsonPointer.compile("/repo/url"))
                .containsEntry("ref", JsonPointer.compile("/repo/ref"));
        assertThat(options(ingress, "s").event())
                .isEqualTo(new WebhookOptions.EventFilter(JsonPointer.compile("/type"), List.of("repo.push")));
    }

    private static WebhookOptions options(IngressConfig ingress, String webhook) {
        return ingress.webhooks().values().stream()
                .filter(w -> w.name().equals(webhook))
                .findFirst()
                .orElseThrow()
                .options();
    }

    @ParameterizedTest
    @CsvSource({
        "'trustedProxies: [proxy.example]', 'trustedProxies[0]: must be an IP address or range'",
        "'trustedProxies: [10.0.0.0/33]', 'trustedProxies[0]: has a prefix of more than 32 bits'",
        "'tls: {certificate: gone, key: gone}', 'tls.certificate: names a file that cannot be read'",
        "'tls: {certificate: /dev/null}', 'tls: has no'",
        "'maxRequests: 0', 'maxRequests: must be between 1 and'",
    })
    void refusesASetting(String setting, String problem) {
        assertThat(config.problems("ingress: {" + setting + "}"))
                .anyMatch(found -> found.contains(": ingress." + problem));
    }

    @ParameterizedTest
    @CsvSource({
        "'{provider: gitlab, secret: {env: GIT_TOKEN}, header: X-A}', 'webhooks.x: ''header'' means nothing for gitlab, only for generic-hmac'",
        "'{provider: standard-webhooks, secret: {env: GIT_TOKEN}}', 'webhooks.x: its secret is not base64'",
        "'{provider: generic-hmac, secret: {env: GIT_TOKEN}, algorithm: sha1}', 'webhooks.x.algorithm: must be an algorithm (sha256 or sha512)'",
        "'{provider: generic-hmac, secret: {env: GIT_TOKEN}, fields: {ref: x}}', 'webhooks.x.fields.ref: must be a JSON pointer'",
        "'{provider: gitbub, secret: {env: GIT_TOKEN}}', 'webhooks.x.provider: must be one of github, gitlab, gitea, forgejo, gogs, bitbucket-cloud, bitbucket-server, azure-devops, generic-hmac, standard-webhooks, but is ''gitbub'''",
        "'{secret: {env: GIT_TOKEN}}', 'webhooks.x: has no ''provider'', which is required'",
        "'{provider: github}', 'webhooks.x: has no ''secret'', which is required'",
        "'{provider: github, secret: {env: GIT_TOKEN}, header: X-Foo}', 'webhooks.x: ''header'' means nothing for github'",
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
