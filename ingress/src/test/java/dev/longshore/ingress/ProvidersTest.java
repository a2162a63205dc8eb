/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.PushReceived;
import dev.longshore.events.config.WebhookConfig;
import dev.longshore.events.config.WebhookOptions;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What every provider's webhook has in common, and what is its own. */
class ProvidersTest {
    private static HttpResponse<String> deliver(TestIngress ingress, WebhookConfig.Provider provider, String body)
            throws Exception {
        return ingress.send(ProviderPayloads.delivery(ingress, provider, body.getBytes(UTF_8)));
    }

    @ParameterizedTest
    @EnumSource
    void publishesAPush(WebhookConfig.Provider provider) throws Exception {
        try (TestIngress ingress = ProviderPayloads.ingress(provider)) {
            HttpResponse<String> answer = deliver(ingress, provider, ProviderPayloads.push(provider));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            String deliveryId = provider == WebhookConfig.Provider.GENERIC_HMAC ? null : ProviderPayloads.ID;
            assertThat(ingress.published)
                    .extracting(envelope -> envelope.event())
                    .isEqualTo(List.of(new PushReceived(
                            "homelab",
                            "refs/heads/main",
                            ProviderPayloads.BEFORE,
                            ProviderPayloads.AFTER,
                            provider.text(),
                            deliveryId,
                            "me",
                            "hook")));
            assertThat(ingress.metrics
                            .counter(
                                    "longshore.webhook.requests",
                                    "webhook",
                                    "hook",
                                    "provider",
                                    provider.text(),
                                    "outcome",
                                    "accepted")
                            .count())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesABodyThatWasChanged(WebhookConfig.Provider provider) throws Exception {
        try (TestIngress ingress = ProviderPayloads.ingress(provider)) {
            String body = ProviderPayloads.push(provider);
            HttpRequest.Builder request = ProviderPayloads.delivery(ingress, provider, body.getBytes(UTF_8));
            request.POST(HttpRequest.BodyPublishers.ofString(body + " "));
            boolean isBodySigned =
                    provider != WebhookConfig.Provider.GITLAB && provider != WebhookConfig.Provider.AZURE_DEVOPS;
            assertThat(ingress.send(request).statusCode()).isEqualTo(isBodySigned ? 401 : 202);
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhoDoesNotKnowTheSecret(WebhookConfig.Provider provider) throws Exception {
        try (TestIngress ingress = ProviderPayloads.ingress(provider)) {
            String body = ProviderPayloads.push(provider);
            for (WebhookConfig.Provider other : WebhookConfig.Provider.values()) {
                if (other != provider && !isSameSignature(provider, other)) {
                    HttpRequest.Builder request = ProviderPayloads.delivery(ingress, other, body.getBytes(UTF_8));
                    assertThat(ingress.send(request).statusCode()).isEqualTo(401);
                }
            }
            assertThat(ingress.published).isEmpty();
        }
    }

    private static boolean isSameSignature(WebhookConfig.Provider one, WebhookConfig.Provider other) {
        return one.name().startsWith("BITBUCKET") && other.name().startsWith("BITBUCKET");
    }

    @ParameterizedTest
    @EnumSource
    void ignoresDeletedBranchesTagsAndOtherBranches(WebhookConfig.Provider provider) throws Exception {
        try (TestIngress ingress = ProviderPayloads.ingress(provider)) {
            String before = ProviderPayloads.BEFORE;
            String after = ProviderPayloads.AFTER;
            String deleted = ProviderPayloads.push(provider, "refs/heads/main", before, ProviderPayloads.ZEROS);
            String tag = ProviderPayloads.push(provider, "refs/tags/v1", ProviderPayloads.ZEROS, after);
            String other = ProviderPayloads.push(provider, "refs/heads/next", before, after);
            assertThat(deliver(ingress, provider, deleted).body()).contains("branch deleted");
            assertThat(deliver(ingress, provider, tag).body()).contains("not a branch");
            assertThat(deliver(ingress, provider, other).body()).contains("not the configured branch");
            assertThat(ingress.published).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void publishesANewBranch(WebhookConfig.Provider provider) throws Exception {
        try (TestIngress ingress = ProviderPayloads.ingress(provider)) {
            String created =
                    ProviderPayloads.push(provider, "refs/heads/main", ProviderPayloads.ZEROS, ProviderPayloads.AFTER);
            assertThat(deliver(ingress, provider, created).body()).contains("accepted");
            assertThat(ingress.published).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatIsNoPush(WebhookConfig.Provider provider) throws Exception {
        try (TestIngress ingress = ProviderPayloads.ingress(provider)) {
            for (String body :
                    List.of("[]", "null", "{}", "\"\"", "", "{", "{\"resource\":[],\"eventType\":\"git.push\"}")) {
                assertThat(deliver(ingress, provider, body).statusCode())
                        .as(body)
                        .isEqualTo(400);
            }
            String push = ProviderPayloads.push(provider);
            for (String broken : List.of(
                    push.replace("refs/heads/", "refs/heads/../../"),
                    push.replace("\"main\"", "\"a b\"").replace("refs/heads/main", "main"),
                    push.replace(ProviderPayloads.AFTER, "HEAD"),
                    push.replaceFirst("\\{", "{\"x\": 1, \"x\": 2, "))) {
                if (!broken.equals(push)) {
                    assertThat(deliver(ingress, provider, broken).statusCode())
                            .as(broken)
                            .isEqualTo(400);
                }
            }
            assertThat(ingress.published).isEmpty();
        }
    }

    @ParameterizedTest(name = "W25 {0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "BITBUCKET_CLOUD  | {\"push\": {\"changes\": []}}                                        | 202",
                "BITBUCKET_CLOUD  | {\"push\": {\"changes\": null}}                                      | 202",
                "BITBUCKET_CLOUD  | {\"push\": {\"changes\": {}}}                                        | 400",
                "BITBUCKET_CLOUD  | {\"push\": {\"changes\": [null]}}                                    | 400",
                "BITBUCKET_CLOUD  | {\"push\": {\"changes\": [{\"new\": {\"target\": null}}]}}           | 400",
                "BITBUCKET_CLOUD  | {\"push\": {\"changes\": [{\"new\": null, \"old\": null}]}}          | 400",
                "BITBUCKET_CLOUD  | {\"push\": []}                                                       | 400",
                "BITBUCKET_SERVER | {\"changes\": []}                                                    | 202",
                "BITBUCKET_SERVER | {\"changes\": null}                                                  | 202",
                "BITBUCKET_SERVER | {\"changes\": [[]]}                                                  | 400",
                "BITBUCKET_SERVER | {\"changes\": [{\"refId\": 1}]}                                      | 400",
                "BITBUCKET_SERVER | {\"changes\": [{\"ref\": null, \"refId\": null}], \"repository\": 1} | 400",
                "AZURE_DEVOPS     | {\"eventType\": \"git.push\", \"resource\": {\"refUpdates\": []}}    | 202",
                "AZURE_DEVOPS     | {\"eventType\": \"git.push\", \"resource\": {\"refUpdates\": null}}  | 202",
                "AZURE_DEVOPS     | {\"eventType\": \"git.push\", \"resource\": {\"refUpdates\": [1]}}   | 400",
                "AZURE_DEVOPS     | {\"eventType\": \"git.push\", \"resource\": {\"id\": 1}}             | 400",
                "AZURE_DEVOPS     | {\"eventType\": \"git.push\", \"resource\": {\"refUpdates\": [{}]}}  | 400",
                "AZURE_DEVOPS     | {\"eventType\": \"git.pullrequest.merged\", \"resource\": null}      | 202",
            })
    void survivesListsThatAreNone(WebhookConfig.Provider provider, String body, int status) throws Exception {
        try (TestIngress ingress = ProviderPayloads.ingress(provider)) {
            assertThat(deliver(ingress, provider, body).statusCode()).isEqualTo(status);
            assertThat(ingress.published).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GITHUB, X-GitHub-Event, ping, ping",
        "GITHUB, X-GitHub-Event, pull_request, event pull_request is not a push",
        "GITLAB, X-Gitlab-Event, Tag Push Hook, event Tag Push Hook is not a push",
        "GITLAB, X-Gitlab-Event, Merge Request Hook, event Merge Request Hook is not a push",
        "GITEA, X-Gitea-Event, create, event create is not a push",
        "FORGEJO, X-Forgejo-Event, release, event release is not a push",
        "GOGS, X-Gogs-Event, issues, event issues is not a push",
        "BITBUCKET_CLOUD, X-Event-Key, pullrequest:fulfilled, event pullrequest:fulfilled is not a push",
        "BITBUCKET_SERVER, X-Event-Key, diagnostics:ping, ping",
        "BITBUCKET_SERVER, X-Event-Key, pr:merged, event pr:merged is not a push",
    })
    void ignoresOtherEvents(WebhookConfig.Provider provider, String header, String event, String reason)
            throws Exception {
        try (TestIngress ingress = ProviderPayloads.ingress(provider)) {
            byte[] body = "{\"test\": true}".getBytes(UTF_8);
            HttpRequest.Builder request = ProviderPayloads.delivery(ingress, provider, body);
            HttpResponse<String> answer = ingress.send(request.setHeader(header, event));
            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(answer.body()).isEqualTo("{\"status\":\"ignored\",\"reason\":\"" + reason + "\"}");
            assertThat(ingress.published).isEmpty();
        }
    }

    @Test
    void publishesEachBranchOfOnePushThatIsFollowed() throws Exception {
        List<String> urls = List.of(ProviderPayloads.REPOSITORY, "git@git.example:me/homelab");
        try (TestIngress ingress = TestIngress.start(
                TestIngress.config(TestIngress.webhook(
                        "hook", WebhookConfig.Provider.BITBUCKET_CLOUD, TestIngress.SECRET, WebhookOptions.DEFAULT)),
                List.of(
                        TestIngress.repository("production", urls.get(0), "main"),
                        TestIngress.repository("staging", urls.get(1), "next")),
                TestIngress.LIMITS)) {
            String first = ProviderPayloads.bitbucketChange(
                    "refs/heads/main", ProviderPayloads.BEFORE, ProviderPayloads.AFTER);
            String body = ProviderPayloads.push(WebhookConfig.Provider.BITBUCKET_CLOUD)
                    .replace(
                            first,
                            String.join(
                                    ",",
                                    first.replace("main", "next"),
                                    first.replace("main", "other"),
                                    first,
                                    first.replace("branch", "tag")));
            assertThat(deliver(ingress, WebhookConfig.Provider.BITBUCKET_CLOUD, body)
                            .body())
                    .contains("\"others\"");
            assertThat(ingress.published)
                    .extracting(envelope -> ((PushReceived) envelope.event()).repository() + " "
                            + ((PushReceived) envelope.event()).ref())
                    .containsExactlyInAnyOrder("production refs/heads/main", "staging refs/heads/next");
        }
    }

    @Test
    void boundsTheEventsOfOnePush() throws Exception {
        try (TestIngress ingress = TestIngress.start(
                TestIngress.config(TestIngress.webhook(
                        "hook", WebhookConfig.Provider.BITBUCKET_CLOUD, TestIngress.SECRET, WebhookOptions.DEFAULT)),
                List.of(TestIngress.repository("homelab", ProviderPayloads.REPOSITORY, null)),
                TestIngress.LIMITS)) {
            String change = ProviderPayloads.bitbucketChange(
                    "refs/heads/main", ProviderPayloads.BEFORE, ProviderPayloads.AFTER);
            String body = ProviderPayloads.push(WebhookConfig.Provider.BITBUCKET_CLOUD)
                    .replace(change, change + ("," + change).repeat(100));
            assertThat(deliver(ingress, WebhookConfig.Provider.BITBUCKET_CLOUD, body)
                            .statusCode())
                    .isEqualTo(202);
            assertThat(ingress.published).hasSize(32);
        }
    }

    @Test
    void findsARepositoryByItsProjectWhereAnOlderBitbucketServerNamesNoUrl() throws Exception {
        try (TestIngress ingress = ProviderPayloads.ingress(WebhookConfig.Provider.BITBUCKET_SERVER)) {
            String push = ProviderPayloads.push(WebhookConfig.Provider.BITBUCKET_SERVER);
            String old = push.replaceFirst("(?s),\\s*\"links\": .*?\\]\\}", "");
            assertThat(old).doesNotContain("clone");
            assertThat(deliver(ingress, WebhookConfig.Provider.BITBUCKET_SERVER, old)
                            .body())
                    .contains("accepted");
            assertThat(deliver(ingress, WebhookConfig.Provider.BITBUCKET_SERVER, old.replace("\"ME\"", "\"YOU\""))
                            .body())
                    .contains("unknown repository");
        }
    }

    @ParameterizedTest
    @CsvSource({"push, accepted", "tag_push, ignored", "project_create, ignored", "repository_update, ignored"})
    void readsTheEventOfASystemHookFromItsBody(String event, String status) throws Exception {
        try (TestIngress ingress = ProviderPayloads.ingress(WebhookConfig.Provider.GITLAB)) {
            byte[] body = ProviderPayloads.push(WebhookConfig.Provider.GITLAB)
                    .replace("\"event_name\": \"push\"", "\"event_name\": \"" + event + "\"")
                    .getBytes(UTF_8);
            HttpRequest.Builder request = ProviderPayloads.delivery(ingress, WebhookConfig.Provider.GITLAB, body)
                    .setHeader("X-Gitlab-Event", "System Hook");
            assertThat(ingress.send(request).body()).contains("\"" + status + "\"");
        }
    }
}
