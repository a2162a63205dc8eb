/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import dev.longshore.events.PushReceived;
import dev.longshore.events.config.WebhookConfig;
import dev.longshore.events.config.WebhookConfig.Provider;
import dev.longshore.events.config.WebhookOptions;
import dev.longshore.ingress.verify.Hmac;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How each provider shows that it knows the secret. */
class CredentialsOfProvidersTest {
    private static final long NOW = TestIngress.NOW.getEpochSecond();

    private static TestIngress ingress(WebhookConfig webhook) throws Exception {
        return TestIngress.start(
                TestIngress.config(webhook),
                List.of(TestIngress.repository("homelab", ProviderPayloads.REPOSITORY, "main")),
                TestIngress.LIMITS);
    }

    private static TestIngress ingress(Provider provider, String secret, WebhookOptions options) throws Exception {
        return ingress(TestIngress.webhook("hook", provider, secret, options));
    }

    private static byte[] push(Provider provider) {
        return ProviderPayloads.push(provider).getBytes(UTF_8);
    }

    private static HttpRequest.Builder post(TestIngress ingress, byte[] body) {
        return HttpRequest.newBuilder(ingress.uri("/webhook/hook"))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }

    private static int status(TestIngress ingress, HttpRequest.Builder request) throws Exception {
        return ingress.send(request).statusCode();
    }

    @ParameterizedTest(name = "W9 <{0}>")
    @ValueSource(
            strings = {
                "only-for-tests-0123456780",
                "only-for-tests-012345678",
                "only-for-tests-01234567890",
                "Only-for-tests-0123456789",
                "\u00e9",
                ""
            })
    void refusesAGitLabTokenThatIsAlmostRight(String token) throws Exception {
        try (TestIngress ingress = ProviderPayloads.ingress(Provider.GITLAB)) {
            HttpRequest.Builder request = ProviderPayloads.delivery(ingress, Provider.GITLAB, push(Provider.GITLAB));
            assertThat(status(ingress, request.setHeader("X-Gitlab-Token", token)))
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest(name = "W9 after the token: {0}")
    @ValueSource(strings = {" x", "\t.", "\u0001", "\r", "\0"})
    void refusesAGitLabTokenWithMoreBehindIt(String more) throws Exception {
        try (TestIngress ingress = ProviderPayloads.ingress(Provider.GITLAB)) {
            byte[] body = push(Provider.GITLAB);
            try (RawConnection raw = new RawConnection(ingress.verticle.port())) {
                raw.write("POST /webhook/hook HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "X-Gitlab-Event: Push Hook\r\nX-Gitlab-Token: " + TestIngress.SECRET + more
                        + "\r\nContent-Length: " + body.length + "\r\n\r\n" + new String(body, UTF_8));
                assertThat(raw.readHead()).matches("(?s)HTTP/1.1 40[01] .*");
            }
            assertThat(ingress.published).isEmpty();
        }
    }

    @Test
    void refusesTwoGitLabTokens() throws Exception {
        try (TestIngress ingress = ProviderPayloads.ingress(Provider.GITLAB)) {
            HttpRequest.Builder request = ProviderPayloads.delivery(ingress, Provider.GITLAB, push(Provider.GITLAB));
            assertThat(status(ingress, request.header("X-Gitlab-Token", TestIngress.SECRET)))
                    .isEqualTo(401);
        }
    }

    @Test
    void readsAGitLabSignatureWhereTheSecretIsASigningToken() throws Exception {
        byte[] body = push(Provider.GITLAB);
        try (TestIngress ingress = ingress(Provider.GITLAB, ProviderPayloads.SIGNING_KEY, WebhookOptions.DEFAULT)) {
            HttpRequest.Builder request = post(ingress, body).header("X-Gitlab-Event", "Push Hook");
            assertThat(status(ingress, request.setHeader("X-Gitlab-Token", ProviderPayloads.SIGNING_KEY)))
                    .as("the key itself is no token")
                    .isEqualTo(401);
            assertThat(status(ingress, ProviderPayloads.standard(request, "" + NOW, body)))
                    .isEqualTo(202);
            assertThat(status(ingress, ProviderPayloads.standard(request, "" + (NOW - 301), body)))
                    .isEqualTo(401);
            assertThat(((PushReceived) ingress.published.get(0).event()).deliveryId())
                    .isEqualTo(ProviderPayloads.ID);
        }
    }

    @ParameterizedTest(name = "W10 {0}: {1}")
    @CsvSource({
        "-300, 202",
        "300, 202",
        "-301, 401",
        "301, 401",
    })
    void acceptsFiveMinutesEitherWay(long seconds, int status) throws Exception {
        byte[] body = push(Provider.STANDARD_WEBHOOKS);
        try (TestIngress ingress = ProviderPayloads.ingress(Provider.STANDARD_WEBHOOKS)) {
            assertThat(status(ingress, ProviderPayloads.standard(post(ingress, body), "" + (NOW + seconds), body)))
                    .isEqualTo(status);
        }
    }

    @ParameterizedTest(name = "W10 <{0}>")
    @ValueSource(strings = {"", "now", "-1", "1e9", "99999999999999999999", "1790000000.5"})
    void refusesWhatIsNoTime(String timestamp) throws Exception {
        byte[] body = push(Provider.STANDARD_WEBHOOKS);
        try (TestIngress ingress = ProviderPayloads.ingress(Provider.STANDARD_WEBHOOKS)) {
            assertThat(status(ingress, ProviderPayloads.standard(post(ingress, body), timestamp, body)))
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest(name = "without {0}")
    @ValueSource(strings = {"webhook-id", "webhook-timestamp", "webhook-signature"})
    void refusesAMissingPart(String header) throws Exception {
        byte[] body = push(Provider.STANDARD_WEBHOOKS);
        try (TestIngress ingress = ProviderPayloads.ingress(Provider.STANDARD_WEBHOOKS)) {
            HttpRequest signed = ProviderPayloads.standard(post(ingress, body), "" + NOW, body)
                    .build();
            HttpRequest.Builder without = post(ingress, body);
            signed.headers().map().forEach((name, values) -> {
                if (!name.equalsIgnoreCase(header)) {
                    without.setHeader(name, values.get(0));
                }
            });
            assertThat(status(ingress, without)).isEqualTo(401);
        }
    }

    @Test
    @DisplayName("W11 ten thousand signatures: 401 at once; several of which one is right: 202")
    void readsSeveralSignaturesButNotEndlesslyMany() throws Exception {
        byte[] body = push(Provider.STANDARD_WEBHOOKS);
        try (TestIngress ingress = ProviderPayloads.ingress(Provider.STANDARD_WEBHOOKS)) {
            HttpRequest.Builder request = ProviderPayloads.standard(post(ingress, body), "" + NOW, body);
            String right =
                    request.build().headers().firstValue("webhook-signature").orElseThrow();
            String wrong = "v1," + "A".repeat(43) + "=";
            request.setHeader("webhook-signature", "v1a,x v2," + right.substring(3) + " " + wrong + " " + right);
            assertThat(status(ingress, request)).isEqualTo(202);
            request.setHeader("webhook-signature", "v1,x ".repeat(10_000));
            assertThat(status(ingress, request)).isEqualTo(401);
            request.setHeader("webhook-signature", "v2," + right.substring(3));
            assertThat(status(ingress, request)).isEqualTo(401);
            request.setHeader("webhook-signature", right + right);
            assertThat(status(ingress, request)).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "me:only-for-tests-0123456789, 202",
        "you:only-for-tests-0123456789, 202",
        ":only-for-tests-0123456789, 202",
        "me:only-for-tests-012345678, 401",
        "me:, 401",
        "only-for-tests-0123456789, 401",
        "'', 401",
    })
    void readsTheBasicPasswordOfAzure(String credential, int status) throws Exception {
        try (TestIngress ingress = ProviderPayloads.ingress(Provider.AZURE_DEVOPS)) {
            byte[] body = push(Provider.AZURE_DEVOPS);
            HttpRequest.Builder request = ProviderPayloads.delivery(ingress, Provider.AZURE_DEVOPS, body);
            var answer = ingress.send(request.setHeader("Authorization", ProviderPayloads.basic(credential)));
            assertThat(answer.statusCode()).isEqualTo(status);
            if (status == 401) {
                assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Basic");
            }
            assertThat(status(ingress, request.setHeader("Authorization", "Basic %%%")))
                    .isEqualTo(401);
        }
    }

    @Test
    void readsTheBasicUserNameOfAzureWhereOneIsConfigured() throws Exception {
        WebhookOptions options = new WebhookOptions(true, "me", null, null, null, null, Map.of(), null);
        byte[] body = push(Provider.AZURE_DEVOPS);
        try (TestIngress ingress = ingress(Provider.AZURE_DEVOPS, TestIngress.SECRET, options)) {
            HttpRequest.Builder request = ProviderPayloads.delivery(ingress, Provider.AZURE_DEVOPS, body);
            assertThat(status(ingress, request)).isEqualTo(202);
            request.setHeader("Authorization", ProviderPayloads.basic("you:" + TestIngress.SECRET));
            assertThat(status(ingress, request)).isEqualTo(401);
        }
        try (TestIngress ingress = ingress(Provider.AZURE_DEVOPS, "me:password", WebhookOptions.DEFAULT)) {
            HttpRequest.Builder request = post(ingress, body);
            request.setHeader("Authorization", ProviderPayloads.basic("me:password"));
            assertThat(status(ingress, request)).isEqualTo(202);
            request.setHeader("Authorization", ProviderPayloads.basic("you:password"));
            assertThat(status(ingress, request)).isEqualTo(401);
        }
    }

    @ParameterizedTest(name = "W17 {0}")
    @EnumSource(names = {"GITHUB", "GITEA", "FORGEJO", "GOGS"})
    void readsForms(Provider provider) throws Exception {
        String json = ProviderPayloads.push(provider);
        byte[] form = ("payload=" + URLEncoder.encode(json, UTF_8)).getBytes(UTF_8);
        byte[] signed = provider == Provider.GITHUB ? form : json.getBytes(UTF_8);
        try (TestIngress ingress = ProviderPayloads.ingress(provider)) {
            HttpRequest.Builder request = ProviderPayloads.delivery(ingress, provider, signed)
                    .setHeader("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(form));
            assertThat(ingress.send(request).body()).contains("\"accepted\"");
            HttpRequest.Builder other = ProviderPayloads.delivery(
                            ingress, provider, provider == Provider.GITHUB ? json.getBytes(UTF_8) : form)
                    .setHeader("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(form));
            assertThat(status(ingress, other)).isEqualTo(401);
        }
    }

    @ParameterizedTest(name = "W17 {0}")
    @EnumSource
    void refusesFormsWhereTheyAreNotConfigured(Provider provider) throws Exception {
        WebhookOptions noForms = new WebhookOptions(false, null, null, null, null, null, Map.of(), null);
        byte[] body = "payload=%7B%7D".getBytes(UTF_8);
        try (TestIngress ingress = ingress(provider, ProviderPayloads.secret(provider), noForms)) {
            HttpRequest.Builder request = ProviderPayloads.delivery(ingress, provider, body)
                    .setHeader("Content-Type", "application/x-www-form-urlencoded");
            assertThat(status(ingress, request)).isEqualTo(415);
        }
    }

    @ParameterizedTest(name = "W17 {0}")
    @ValueSource(
            strings = {
                "",
                "payload",
                "payload=",
                "payload=%",
                "payload=%7",
                "payload=%zz",
                "x=%7B%7D",
                "payload=%7B%7D&payload=%7B%7D",
                "payload=[]",
                "&&&=&",
                "Payload=%7B%7D"
            })
    void refusesAFormWithoutAPush(String form) throws Exception {
        byte[] body = form.getBytes(UTF_8);
        try (TestIngress ingress = ProviderPayloads.ingress(Provider.GITHUB)) {
            HttpRequest.Builder request = ProviderPayloads.delivery(ingress, Provider.GITHUB, body)
                    .setHeader("Content-Type", "application/x-www-form-urlencoded");
            assertThat(status(ingress, request)).isEqualTo(400);
        }
    }

    @Test
    void takesSha512AndAnotherHeaderAndOtherFieldsFromWhoeverIsConfiguredSo() throws Exception {
        WebhookOptions options = new WebhookOptions(
                true,
                null,
                "X-Build-Signature",
                "",
                "sha512",
                "X-Build-Id",
                Map.of("repository", JsonPointer.compile("/repo/url"), "ref", JsonPointer.compile("/refs/0")),
                null);
        byte[] body = "{\"repo\": {\"url\": \"https://git.example/me/homelab\"}, \"refs\": [\"refs/heads/main\"]}"
                .getBytes(UTF_8);
        try (TestIngress ingress = ingress(Provider.GENERIC_HMAC, TestIngress.SECRET, options)) {
            String hex = HexFormat.of().formatHex(Hmac.SHA512.of(TestIngress.SECRET.getBytes(UTF_8), body));
            HttpRequest.Builder request =
                    post(ingress, body).header("X-Build-Signature", hex).header("X-Build-Id", "build-7");
            assertThat(ingress.send(request).body()).contains("\"deliveryId\":\"build-7\"", "accepted");
            request.setHeader("X-Build-Signature", TestIngress.hex(TestIngress.SECRET, body));
            assertThat(status(ingress, request)).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @CsvSource({"sha256=, 202", "sha512=, 202", "sha1=, 401", "'', 401", "sha384=, 401"})
    void knowsTheAlgorithmByItsPrefix(String prefix, int status) throws Exception {
        byte[] body = push(Provider.GENERIC_HMAC);
        byte[] secret = TestIngress.SECRET.getBytes(UTF_8);
        byte[] mac = (prefix.equals("sha512=") ? Hmac.SHA512 : Hmac.SHA256).of(secret, body);
        try (TestIngress ingress = ProviderPayloads.ingress(Provider.GENERIC_HMAC)) {
            HttpRequest.Builder request = post(ingress, body)
                    .header("X-Signature", prefix + HexFormat.of().formatHex(mac));
            assertThat(status(ingress, request)).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @CsvSource({"repo.push, accepted", "repo.deleted, ignored", "'', ignored"})
    void tellsPushesFromOtherEventsWhereThatIsConfigured(String event, String outcome) throws Exception {
        WebhookOptions options = new WebhookOptions(
                true,
                null,
                null,
                null,
                null,
                null,
                Map.of("repository", JsonPointer.compile("/data/repository"), "ref", JsonPointer.compile("/data/ref")),
                new WebhookOptions.EventFilter(JsonPointer.compile("/type"), List.of("repo.push")));
        byte[] body = ("{\"type\": \"" + event + "\", \"data\": " + ProviderPayloads.push(Provider.STANDARD_WEBHOOKS)
                        + "}")
                .getBytes(UTF_8);
        try (TestIngress ingress = ingress(Provider.STANDARD_WEBHOOKS, ProviderPayloads.SIGNING_KEY, options)) {
            assertThat(ingress.send(ProviderPayloads.standard(post(ingress, body), "" + NOW, body))
                            .body())
                    .contains("\"" + outcome + "\"");
        }
    }
}
