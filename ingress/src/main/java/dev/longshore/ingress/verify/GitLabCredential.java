/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.verify;

import dev.longshore.events.config.WebhookConfig;
import dev.longshore.events.http.Credentials;
import dev.longshore.events.http.SecretsUnreadableException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;

/**
 * GitLab sends its secret token as it is, and, since 18, with a signing token a signature of Standard Webhooks. Which of the two a secret
 * is, the secret itself says: signing tokens begin with {@code whsec_}.
 */
final class GitLabCredential implements Verifier {
    private static final byte[] SIGNING = StandardSignature.KEY_PREFIX.getBytes(StandardCharsets.US_ASCII);

    private final WebhookConfig webhook;
    private final StandardSignature signature;

    GitLabCredential(WebhookConfig webhook, Clock clock) {
        this.webhook = webhook;
        this.signature = new StandardSignature(webhook, clock);
    }

    @Override
    public boolean accepts(Delivery delivery) throws SecretsUnreadableException {
        List<String> tokens = delivery.headers().getAll("X-Gitlab-Token");
        byte[] token = Credentials.digest(
                tokens.size() == 1 ? tokens.get(0).getBytes(StandardCharsets.ISO_8859_1) : new byte[0]);
        StandardSignature.Claim claim = signature.claim(delivery);
        return Credentials.anyMatches(
                webhook.secrets(),
                webhook.name(),
                secret -> isSigning(secret)
                        ? StandardSignature.matches(secret, claim) && claim.isTimely()
                        : MessageDigest.isEqual(Credentials.digest(secret), token));
    }

    static boolean isSigning(byte[] secret) {
        return secret.length > SIGNING.length && MessageDigest.isEqual(Arrays.copyOf(secret, SIGNING.length), SIGNING);
    }
}
