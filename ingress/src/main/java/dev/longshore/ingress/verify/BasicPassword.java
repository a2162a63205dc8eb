/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.verify;

import dev.longshore.events.config.WebhookConfig;
import dev.longshore.events.http.Credentials;
import dev.longshore.events.http.SecretsUnreadableException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;

/** HTTP Basic (RFC 7617): the password is the secret, and the user name the configured one, or any; or the secret is {@code name:password}. */
final class BasicPassword implements Verifier {
    private static final String SCHEME = "Basic ";

    private final WebhookConfig webhook;

    BasicPassword(WebhookConfig webhook) {
        this.webhook = webhook;
    }

    @Override
    public boolean accepts(Delivery delivery) throws SecretsUnreadableException {
        byte[] claimed = claimed(delivery.headers().getAll("Authorization"));
        String text = new String(claimed, StandardCharsets.ISO_8859_1);
        int colon = text.indexOf(':');
        byte[] whole = Credentials.digest(claimed);
        byte[] password = Credentials.digest(text.substring(colon + 1).getBytes(StandardCharsets.ISO_8859_1));
        boolean mayEnter = colon >= 0 && isUser(text.substring(0, Math.max(colon, 0)));
        return Credentials.anyMatches(webhook.secrets(), webhook.name(), secret -> {
            byte[] digest = Credentials.digest(secret);
            boolean isPassword = MessageDigest.isEqual(digest, password);
            boolean isWhole = MessageDigest.isEqual(digest, whole);
            return mayEnter && (isPassword || isWhole);
        });
    }

    private boolean isUser(String name) {
        String configured = webhook.options().username();
        return configured == null
                || MessageDigest.isEqual(
                        configured.getBytes(StandardCharsets.UTF_8), name.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] claimed(List<String> values) {
        boolean isBasic = values.size() == 1 && values.get(0).regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        try {
            return isBasic
                    ? Base64.getDecoder()
                            .decode(values.get(0).substring(SCHEME.length()).trim())
                    : new byte[0];
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
