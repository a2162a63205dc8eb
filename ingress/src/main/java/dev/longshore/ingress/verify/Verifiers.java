/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.verify;

import dev.longshore.events.config.WebhookConfig;
import dev.longshore.ingress.verify.HexSignature.Scheme;
import dev.longshore.ingress.verify.HexSignature.Signed;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes the verifier of a webhook. */
public final class Verifiers {
    private static final List<Scheme> PREFIXED = List.of(new Scheme("sha256=", Hmac.SHA256));
    private static final List<Scheme> BARE = List.of(new Scheme("", Hmac.SHA256));

    private Verifiers() {}

    /** @param clock for signatures that carry a time */
    public static Verifier of(WebhookConfig webhook, Clock clock) {
        return switch (webhook.provider()) {
            case GITHUB -> new HexSignature(webhook, "X-Hub-Signature-256", PREFIXED, Signed.BODY);
            case GITLAB -> new GitLabCredential(webhook, clock);
            case GITEA -> new HexSignature(webhook, "X-Gitea-Signature", BARE, Signed.JSON);
            case FORGEJO -> new HexSignature(webhook, "X-Forgejo-Signature", BARE, Signed.JSON);
            case GOGS -> new HexSignature(webhook, "X-Gogs-Signature", BARE, Signed.JSON);
            case BITBUCKET_CLOUD, BITBUCKET_SERVER ->
                new HexSignature(webhook, "X-Hub-Signature", PREFIXED, Signed.BODY);
            case AZURE_DEVOPS -> new BasicPassword(webhook);
            case GENERIC_HMAC -> generic(webhook);
            case STANDARD_WEBHOOKS -> new StandardSignature(webhook, clock);
        };
    }

    private static Verifier generic(WebhookConfig webhook) {
        String header = webhook.options().header();
        return new HexSignature(
                webhook,
                header == null ? "X-Signature" : header,
                schemes(webhook.options().prefix(), webhook.options().algorithm()),
                Signed.BODY);
    }

    private static List<Scheme> schemes(@Nullable String prefix, @Nullable String algorithm) {
        if (prefix == null && algorithm == null) {
            return List.of(new Scheme("sha256=", Hmac.SHA256), new Scheme("sha512=", Hmac.SHA512));
        }
        Hmac hmac = algorithm == null ? Hmac.SHA256 : Hmac.valueOf(algorithm.toUpperCase(Locale.ROOT));
        return List.of(new Scheme(prefix == null ? algorithm + "=" : prefix, hmac));
    }
}
