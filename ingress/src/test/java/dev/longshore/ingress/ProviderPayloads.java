/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.longshore.events.config.WebhookConfig;
import dev.longshore.events.config.WebhookOptions;
import dev.longshore.ingress.verify.Hmac;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/** Pushes to {@code refs/heads/main} of {@code https://git.example/me/homelab}, written by hand from each provider's documentation. */
final class ProviderPayloads {
    static final String REPOSITORY = "https://git.example/me/homelab.git";
    static final String BEFORE = "a".repeat(40);
    static final String AFTER = TestIngress.COMMIT;
    static final String ZEROS = "0".repeat(40);
    static final String ID = "delivery-1";
    /** 24 bytes, as Standard Webhooks recommends at least. */
    static final String SIGNING_KEY = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";

    private ProviderPayloads() {}

    static String push(WebhookConfig.Provider provider) {
        return push(provider, "refs/heads/main", BEFORE, AFTER);
    }

    static String push(WebhookConfig.Provider provider, String ref, String before, String after) {
        String text =
                switch (provider) {
                    case GITHUB -> TestIngress.push(ref, after, REPOSITORY).replace(BEFORE, before);
                    case GITLAB -> gitlab();
                    case GITEA, FORGEJO, GOGS -> gitea();
                    case BITBUCKET_CLOUD -> bitbucketCloud(ref, before, after);
                    case BITBUCKET_SERVER -> bitbucketServer();
                    case AZURE_DEVOPS -> azure();
                    case GENERIC_HMAC, STANDARD_WEBHOOKS -> generic();
                };
        return text.replace("$ref", ref).replace("$before", before).replace("$after", after);
    }

    private static String gitlab() {
        return """
                {"object_kind": "push", "event_name": "push", "ref": "$ref", "ref_protected": true, "before": "$before",
                 "after": "$after", "checkout_sha": "$after", "user_id": 4, "user_name": "Me", "user_username": "me",
                 "project_id": 15, "project": {"id": 15, "name": "homelab", "web_url": "https://git.example/me/homelab",
                 "git_ssh_url": "git@git.example:me/homelab.git", "git_http_url": "https://git.example/me/homelab.git",
                 "path_with_namespace": "me/homelab", "default_branch": "main"}, "commits": [], "total_commits_count": 0,
                 "repository": {"name": "homelab", "url": "git@git.example:me/homelab.git",
                 "git_http_url": "https://git.example/me/homelab.git", "visibility_level": 0}}""";
    }

    private static String gitea() {
        return """
                {"ref": "$ref", "before": "$before", "after": "$after", "compare_url": "", "commits": [],
                 "repository": {"id": 140, "name": "homelab", "full_name": "me/homelab",
                 "html_url": "https://git.example/me/homelab", "ssh_url": "ssh://git@git.example:2222/me/homelab.git",
                 "clone_url": "https://git.example/me/homelab.git", "default_branch": "main"},
                 "pusher": {"id": 1, "login": "me", "full_name": "Me", "username": "me"}, "sender": {"id": 1, "login": "me"}}""";
    }

    static String bitbucketCloud(String ref, String before, String after) {
        return """
                {"actor": {"type": "user", "nickname": "me", "display_name": "Me"},
                 "repository": {"type": "repository", "full_name": "me/homelab", "name": "homelab", "scm": "git",
                 "links": {"html": {"href": "https://git.example/me/homelab"}}},
                 "push": {"changes": [%s]}}""".formatted(bitbucketChange(ref, before, after));
    }

    static String bitbucketChange(String ref, String before, String after) {
        boolean isTag = ref.startsWith("refs/tags/");
        String name = ref.replaceFirst("refs/(heads|tags)/", "");
        return "{\"old\": %s, \"new\": %s, \"created\": false, \"closed\": false, \"forced\": false, \"commits\": null}"
                .formatted(bitbucketSide(isTag, name, before), bitbucketSide(isTag, name, after));
    }

    private static String bitbucketSide(boolean isTag, String name, String hash) {
        return hash.equals(ZEROS)
                ? "null"
                : "{\"type\": \"%s\", \"name\": \"%s\", \"target\": {\"type\": \"commit\", \"hash\": \"%s\"}}"
                        .formatted(isTag ? "tag" : "branch", name, hash);
    }

    private static String bitbucketServer() {
        return """
                {"eventKey": "repo:refs_changed", "date": "2026-11-21T12:00:00+0000",
                 "actor": {"name": "me", "emailAddress": "me@example.org", "id": 1, "displayName": "Me", "active": true},
                 "repository": {"slug": "homelab", "id": 84, "name": "homelab", "scmId": "git",
                 "project": {"key": "ME", "id": 84, "name": "me"},
                 "links": {"clone": [{"href": "ssh://git@git.example:7999/me/homelab.git", "name": "ssh"},
                 {"href": "https://git.example/me/homelab.git", "name": "http"}]}},
                 "changes": [{"ref": {"id": "$ref", "displayId": "main", "type": "BRANCH"}, "refId": "$ref",
                 "fromHash": "$before", "toHash": "$after", "type": "UPDATE"}]}""";
    }

    private static String azure() {
        return """
                {"subscriptionId": "0", "notificationId": 1, "id": "delivery-1", "eventType": "git.push", "publisherId": "tfs",
                 "message": {"text": "pushed"}, "resource": {"commits": [],
                 "refUpdates": [{"name": "$ref", "oldObjectId": "$before", "newObjectId": "$after"}],
                 "repository": {"id": "1", "name": "homelab", "defaultBranch": "refs/heads/main",
                 "remoteUrl": "https://me@git.example/me/homelab"}, "pushedBy": {"displayName": "me"}, "pushId": 14},
                 "resourceVersion": "1.0"}""";
    }

    private static String generic() {
        return """
                {"repository": "https://git.example/me/homelab", "ref": "$ref", "before": "$before", "after": "$after",
                 "pusher": "me"}""";
    }

    static String secret(WebhookConfig.Provider provider) {
        return provider == WebhookConfig.Provider.STANDARD_WEBHOOKS ? SIGNING_KEY : TestIngress.SECRET;
    }

    /** An authenticated delivery to the webhook {@code hook}. */
    static HttpRequest.Builder delivery(TestIngress ingress, WebhookConfig.Provider provider, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(ingress.uri("/webhook/hook"))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        describe(request, provider);
        return sign(request, provider, body);
    }

    private static void describe(HttpRequest.Builder request, WebhookConfig.Provider provider) {
        switch (provider) {
            case GITHUB -> request.header("X-GitHub-Event", "push").header("X-GitHub-Delivery", ID);
            case GITLAB -> request.header("X-Gitlab-Event", "Push Hook").header("X-Gitlab-Event-UUID", ID);
            case GITEA -> request.header("X-Gitea-Event", "push").header("X-Gitea-Delivery", ID);
            case FORGEJO -> request.header("X-Forgejo-Event", "push").header("X-Forgejo-Delivery", ID);
            case GOGS -> request.header("X-Gogs-Event", "push").header("X-Gogs-Delivery", ID);
            case BITBUCKET_CLOUD -> request.header("X-Event-Key", "repo:push").header("X-Request-UUID", ID);
            case BITBUCKET_SERVER ->
                request.header("X-Event-Key", "repo:refs_changed").header("X-Request-Id", ID);
            case AZURE_DEVOPS, GENERIC_HMAC, STANDARD_WEBHOOKS -> {}
        }
    }

    private static HttpRequest.Builder sign(HttpRequest.Builder request, WebhookConfig.Provider provider, byte[] body) {
        String hex = TestIngress.hex(TestIngress.SECRET, body);
        return switch (provider) {
            case GITHUB -> request.header("X-Hub-Signature-256", "sha256=" + hex);
            case GITLAB -> request.header("X-Gitlab-Token", TestIngress.SECRET);
            case GITEA -> request.header("X-Gitea-Signature", hex);
            case FORGEJO -> request.header("X-Forgejo-Signature", hex);
            case GOGS -> request.header("X-Gogs-Signature", hex);
            case BITBUCKET_CLOUD, BITBUCKET_SERVER -> request.header("X-Hub-Signature", "sha256=" + hex);
            case AZURE_DEVOPS -> request.header("Authorization", basic("me:" + TestIngress.SECRET));
            case GENERIC_HMAC -> request.header("X-Signature", "sha256=" + hex);
            case STANDARD_WEBHOOKS -> standard(request, TestIngress.NOW.getEpochSecond() + "", body);
        };
    }

    static String basic(String credential) {
        return "Basic " + Base64.getEncoder().encodeToString(credential.getBytes(UTF_8));
    }

    /** Signs as of a time in seconds. */
    static HttpRequest.Builder standard(HttpRequest.Builder request, String timestamp, byte[] body) {
        byte[] key = Base64.getDecoder().decode(SIGNING_KEY.substring("whsec_".length()));
        byte[] mac = Hmac.SHA256.of(key, (ID + "." + timestamp + ".").getBytes(UTF_8), body);
        return request.setHeader("webhook-id", ID)
                .setHeader("webhook-timestamp", timestamp)
                .setHeader("webhook-signature", "v1," + Base64.getEncoder().encodeToString(mac));
    }

    static TestIngress ingress(WebhookConfig.Provider provider) throws Exception {
        return TestIngress.start(
                TestIngress.config(TestIngress.webhook("hook", provider, secret(provider), WebhookOptions.DEFAULT)),
                List.of(TestIngress.repository("homelab", REPOSITORY, "main")),
                TestIngress.LIMITS);
    }
}
