/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.api.SilentCloseable;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.RepositoryMatch;
import dev.longshore.events.config.WebhookConfig;
import dev.longshore.events.config.WebhookOptions;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Whatever somebody with the secret sends, over a real connection: an answer, and no 5xx. The first bytes choose webhook and headers. */
class HttpFuzzTest {
    private static final List<WebhookConfig.Provider> PROVIDERS = List.of(WebhookConfig.Provider.values());
    private static TestIngress ingress;

    @BeforeAll
    static void start() throws Exception {
        List<WebhookConfig> webhooks = new ArrayList<>();
        for (WebhookConfig.Provider provider : WebhookConfig.Provider.values()) {
            webhooks.add(TestIngress.webhook(
                    provider.text(), provider, ProviderPayloads.secret(provider), WebhookOptions.DEFAULT));
        }
        RepositoryMatch match = new RepositoryMatch(
                new RepositoryConfig("*", "https://git.example/me/**", null, null, null, List.of()));
        ingress = TestIngress.start(
                new IngressVerticle.Settings(
                        TestIngress.config(webhooks.toArray(WebhookConfig[]::new)),
                        List.of(TestIngress.repository("homelab", ProviderPayloads.REPOSITORY, "main")),
                        List.of(match)),
                TestIngress.LIMITS);
    }

    @AfterAll
    static void stop() {
        ingress.close();
    }

    @FuzzTest(maxDuration = "10m")
    void answers(byte[] data) throws Exception {
        if (data.length < 3) {
            return;
        }
        WebhookConfig.Provider provider = PROVIDERS.get((data[0] & 0xff) % PROVIDERS.size());
        int headerLength = Math.min(data[2] & 0x3f, data.length - 3);
        String value = printable(Arrays.copyOfRange(data, 3, 3 + headerLength));
        byte[] body = Arrays.copyOfRange(data, 3 + headerLength, data.length);
        HttpRequest.Builder request =
                ProviderPayloads.delivery(ingress, provider, body).uri(ingress.uri("/webhook/" + provider.text()));
        headers(request, provider, data[1], value);
        // Jazzer reports a connection to anywhere else: nothing of a payload may lead to one.
        SilentCloseable allowed = BugDetectors.allowNetworkConnections(HttpFuzzTest::isIngress);
        HttpResponse<String> answer = ingress.send(request);
        allowed.close();
        assertThat(answer.statusCode()).isBetween(200, 499);
        assertThat(answer.body()).doesNotContain(TestIngress.SECRET, "Exception");
        ingress.published.clear();
    }

    private static boolean isIngress(String host, int port) {
        return !host.isEmpty() && port == ingress.verticle.port();
    }

    private static void headers(
            HttpRequest.Builder request, WebhookConfig.Provider provider, int choice, String value) {
        if ((choice & 1) != 0) {
            request.setHeader("Content-Type", "application/x-www-form-urlencoded");
        }
        if ((choice & 2) != 0) {
            String prefix = provider.name().startsWith("BITBUCKET")
                    ? "X-Event-Key"
                    : "X-" + provider.text().replace("-", "") + "-Event";
            request.setHeader(prefix, value);
        }
        if ((choice & 4) != 0) {
            request.setHeader("Idempotency-Key", value).setHeader("X-Forwarded-For", value);
        }
        if ((choice & 8) != 0) {
            request.setHeader("Content-Type", value);
        }
    }

    /** What a header may carry. */
    private static String printable(byte[] bytes) {
        return new String(bytes, ISO_8859_1)
                .replaceAll("[^\\x20-\\x7e\\xa0-\\xff]", "")
                .strip();
    }
}
