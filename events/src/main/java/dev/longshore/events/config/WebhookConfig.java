/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One webhook. The configuration fixes provider and header: nothing is guessed from a request.
 *
 * @param path beginning with a slash; by default {@code /webhook/<name>}
 * @param previousSecret also accepted, while a secret is being changed; null for none
 */
public record WebhookConfig(
        String name,
        Provider provider,
        String path,
        Secret secret,
        @Nullable Secret previousSecret,
        WebhookOptions options) {

    /** The secrets a delivery may be authenticated with, the current one first. */
    public List<Secret> secrets() {
        return Stream.of(secret, previousSecret).flatMap(Stream::ofNullable).toList();
    }

    /** Whether bodies may be forms besides JSON. */
    public boolean readsForms() {
        return provider.takes("form") && options.form();
    }

    /** Who sends the webhook. */
    public enum Provider {
        GITHUB,
        GITLAB,
        GITEA,
        FORGEJO,
        GOGS,
        BITBUCKET_CLOUD,
        BITBUCKET_SERVER,
        AZURE_DEVOPS,
        /** Anyone who can sign a body. */
        GENERIC_HMAC,
        /** Anyone who follows the specification of that name. */
        STANDARD_WEBHOOKS;

        /** The provider of this name in the configuration. */
        public static Optional<Provider> named(String text) {
            return Stream.of(values()).filter(p -> p.text().equals(text)).findFirst();
        }

        /** The name in the configuration, such as {@code generic-hmac}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether this key of {@link WebhookOptions} means anything for it. */
        boolean takes(String option) {
            return switch (option) {
                case "form" -> this == GITHUB || this == GITEA || this == FORGEJO || this == GOGS;
                case "username" -> this == AZURE_DEVOPS;
                case "fields" -> this == GENERIC_HMAC || this == STANDARD_WEBHOOKS;
                case "event" -> this == STANDARD_WEBHOOKS;
                default -> this == GENERIC_HMAC;
            };
        }
    }
}
