/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

import dev.longshore.events.config.WebhookConfig;

/** Makes the dialect of a webhook. */
public final class Dialects {
    private Dialects() {}

    /** How this webhook's provider writes a push. */
    public static PushDialect of(WebhookConfig webhook) {
        return switch (webhook.provider()) {
            case GITHUB -> new GitHubDialect("X-GitHub");
            case GITLAB -> new GitLabDialect();
            case GITEA -> new GitHubDialect("X-Gitea");
            case FORGEJO -> new GitHubDialect("X-Forgejo");
            case GOGS -> new GitHubDialect("X-Gogs");
            case BITBUCKET_CLOUD -> new BitbucketCloudDialect();
            case BITBUCKET_SERVER -> new BitbucketServerDialect();
            case AZURE_DEVOPS -> new AzureDevOpsDialect();
            case GENERIC_HMAC ->
                new GenericDialect(webhook.options(), webhook.options().deliveryHeader());
            case STANDARD_WEBHOOKS -> new GenericDialect(webhook.options(), "webhook-id");
        };
    }
}
