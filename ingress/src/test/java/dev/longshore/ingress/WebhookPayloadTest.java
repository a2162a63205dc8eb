/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.PushReceived;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an authenticated GitHub delivery leads to. */
class WebhookPayloadTest {
    private static final String URL = "https://github.com/me/homelab.git";

    private TestIngress ingress;

    @BeforeEach
    void start() throws Exception {
        ingress = TestIngress.start();
    }

    @AfterEach
    void stop() throws Exception {
        ingress.close();
    }

    private void assertRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(ingress.published).isEmpty();
        assertStillWorks();
    }

    private void assertIgnored(HttpResponse<String> answer, String reason) {
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("{\"status\":\"ignored\",\"reason\":\"" + reason + "\"}");
        assertThat(ingress.published).isEmpty();
        assertThat(ingress.count("github", "ignored")).isEqualTo(1);
    }

    private void assertStillWorks() {
        try {
            assertThat(ingress.deliver(TestIngress.push()).statusCode()).isEqualTo(202);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void publishesAPushAndAnswersWithItsEvent() throws Exception {
        HttpResponse<String> answer = ingress.deliver(TestIngress.push());
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(ingress.published).hasSize(1);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"status\":\"accepted\",\"repository\":\"homelab\",\"eventId\":\"%s\",\"deliveryId\":\"delivery-1\"}",
                        ingress.published.get(0).id());
        assertThat(ingress.published.get(0).event())
                .isEqualTo(new PushReceived(
                        "homelab",
                        "refs/heads/main",
                        "a".repeat(40),
                        TestIngress.COMMIT,
                        "github",
                        "delivery-1",
                        "me",
                        "github"));
        assertThat(ingress.count("github", "accepted")).isEqualTo(1);
    }

    @Test
    void takesARedeliveryAsAnotherPush() throws Exception {
        ingress.deliver(TestIngress.push());
        ingress.deliver(TestIngress.push());
        assertThat(ingress.published).hasSize(2);
    }

    @Test
    @DisplayName("W8 byte order mark before the body, MAC over the exact bytes")
    void skipsAByteOrderMark() throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf});
        body.write(TestIngress.push().getBytes(UTF_8));
        assertThat(ingress.send(ingress.signed(body.toByteArray())).statusCode())
                .isEqualTo(202);
        assertThat(ingress.published).hasSize(1);
    }

    @ParameterizedTest(name = "W23 {0}")
    @ValueSource(
            strings = {
                "[]",
                "null",
                "{}",
                "\"\"",
                "",
                " ",
                "1",
                "true",
                "{",
                "{}{}",
                "{} x",
                "not json",
                "{\"ref\": NaN}"
            })
    void refusesWhatIsNoPush(String body) throws Exception {
        assertRefused(ingress.deliver(body));
    }

    @ParameterizedTest(name = "W24 {0}")
    @ValueSource(strings = {"[", "{\"a\":", "{\"repository\":[", "{\"repository\":{\"a\":"})
    void refusesDeepNesting(String opening) throws Exception {
        int depth = 60_000 / opening.length();
        assertRefused(ingress.deliver(opening.repeat(depth)));
    }

    @Test
    void refusesBytesThatAreNotUtf8() throws Exception {
        byte[] body = TestIngress.push().getBytes(UTF_8);
        body[TestIngress.push().indexOf("main")] = (byte) 0xff;
        assertRefused(ingress.send(ingress.signed(body)));
    }

    @ParameterizedTest(name = "W25 {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"commits\": [] | \"commits\": null",
                "\"commits\": [] | \"commits\": {\"x\": 1}",
                "\"commits\": [] | \"refUpdates\": [], \"changes\": []",
                "\"pusher\": {\"name\": \"me\"} | \"pusher\": null",
                "\"pusher\": {\"name\": \"me\"} | \"pusher\": [1]",
                "\"pusher\": {\"name\": \"me\"} | \"pusher\": {\"name\": \"\\ud800 \\n\\u001b[31m\"}",
            })
    void toleratesWrongTypesWhereNothingDependsOnThem(String original, String replacement) throws Exception {
        assertThat(ingress.deliver(TestIngress.push().replace(original, replacement))
                        .statusCode())
                .isEqualTo(202);
        assertThat(ingress.published).hasSize(1);
    }

    @ParameterizedTest(name = "W25 repository {0}")
    @ValueSource(
            strings = {
                "null",
                "[]",
                "1",
                "\"x\"",
                "{\"clone_url\": 1}",
                "{\"clone_url\": [\"x\"], \"ssh_url\": null}",
                "{}"
            })
    void ignoresAPushWithoutUsableRepository(String repository) throws Exception {
        String body = "{\"ref\": \"refs/heads/main\", \"after\": \"" + TestIngress.COMMIT + "\", \"repository\": "
                + repository + "}";
        assertIgnored(ingress.deliver(body), "unknown repository");
    }

    @ParameterizedTest(name = "W25 ref {0}")
    @ValueSource(strings = {"null", "[]", "1", "{}", "true"})
    void refusesARefThatIsNoText(String ref) throws Exception {
        assertRefused(ingress.deliver(TestIngress.push().replace("\"refs/heads/main\"", ref)));
        assertThat(ingress.published).hasSize(1);
    }

    @ParameterizedTest(name = "W26 {0}")
    @ValueSource(
            strings = {
                "\"ref\": \"refs/heads/main\"",
                "\"commits\": 1",
                "\"x\": {\"y\": 1, \"y\": 2}",
                "\"repository\": {}"
            })
    void refusesDuplicateKeys(String again) throws Exception {
        assertRefused(ingress.deliver("{" + again + ", " + TestIngress.push().substring(1)));
    }

    @ParameterizedTest(name = "W27 after {0}")
    @ValueSource(
            strings = {
                "",
                "main",
                "199eddf",
                "../../etc/passwd",
                "g99eddf46df50de8d02e99bf1c5fdb4101338224",
                "199eddf46df50de8d02e99bf1c5fdb41013382240"
            })
    void refusesAnAfterThatIsNoCommit(String after) throws Exception {
        assertRefused(ingress.deliver(TestIngress.push("refs/heads/main", after, URL)));
    }

    @ParameterizedTest(name = "W27 ref {0}")
    @ValueSource(
            strings = {
                "refs/heads/../../x",
                "refs/heads/a\\u0000b",
                "refs/heads/a\\nb",
                "main",
                "",
                "refs/heads/",
                "refs/heads/--upload-pack=x",
                "refs/heads/\\ud800"
            })
    void refusesARefThatGitWouldNotTake(String ref) throws Exception {
        assertRefused(ingress.deliver(TestIngress.push(ref, TestIngress.COMMIT, URL)));
    }

    @ParameterizedTest(name = "W28 {0}")
    @ValueSource(
            strings = {
                "file:///etc",
                "ext::sh -c id",
                "http://169.254.169.254/",
                "-oProxyCommand=x",
                "homelab.git",
                "https://github.com.evil.example/me/homelab.git",
                "https://github.com/me/homelab.git?x",
                "file://github.com/me/homelab"
            })
    void ignoresAUrlThatIsNotConfigured(String url) throws Exception {
        assertIgnored(
                ingress.deliver(TestIngress.push("refs/heads/main", TestIngress.COMMIT, url)), "unknown repository");
    }

    @ParameterizedTest(name = "W29 {0}: {2}")
    @CsvSource({
        "refs/heads/main, 199eddf46df50de8d02e99bf1c5fdb4101338224, unknown repository, https://github.com/me/other",
        "refs/heads/next, 199eddf46df50de8d02e99bf1c5fdb4101338224, not the configured branch, https://github.com/me/homelab",
        "refs/tags/v1, 199eddf46df50de8d02e99bf1c5fdb4101338224, not a branch, https://github.com/me/homelab",
        "refs/pull/1/head, 199eddf46df50de8d02e99bf1c5fdb4101338224, not a branch, https://github.com/me/homelab",
        "refs/heads/main, 0000000000000000000000000000000000000000, branch deleted, https://github.com/me/homelab",
    })
    void ignoresWhatIsNotConfigured(String ref, String after, String reason, String url) throws Exception {
        assertIgnored(ingress.deliver(TestIngress.push(ref, after, url)), reason);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"ping, ping", "issues, event issues is not a push"})
    void ignoresOtherEvents(String event, String reason) throws Exception {
        byte[] body = "{\"zen\": \"x\"}".getBytes(UTF_8);
        assertIgnored(ingress.send(ingress.signed(body).setHeader("X-GitHub-Event", event)), reason);
    }

    @Test
    void takesAnyBranchWhereNoneIsConfigured() throws Exception {
        String body =
                TestIngress.push("refs/heads/next/1", "A".repeat(64), "ssh://git@GIT.example:3000/me/anything.git/");
        assertThat(ingress.deliver(body).statusCode()).isEqualTo(202);
        assertThat(((PushReceived) ingress.published.get(0).event()).after()).isEqualTo("a".repeat(64));
    }
}
