/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import dev.longshore.events.config.Secret;
import dev.longshore.ingress.verify.Credentials;
import dev.longshore.ingress.verify.SecretsUnreadableException;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** The tokens of {@code ingress.apiTokens} (RFC 6750). With none, nobody is let in. */
final class BearerTokens {
    private static final String SCHEME = "Bearer ";

    private final List<Secret> tokens;

    BearerTokens(List<Secret> tokens) {
        this.tokens = List.copyOf(tokens);
    }

    /** Returns only if there is one {@code Authorization} header and it carries one of the tokens. */
    void require(MultiMap headers) throws Refusal {
        List<String> values = headers.getAll("Authorization");
        boolean isBearer = values.size() == 1 && values.get(0).regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        String claimed = isBearer ? values.get(0).substring(SCHEME.length()).trim() : "";
        // Digests are of one length: the comparison tells nothing of a token's.
        byte[] digest = Credentials.digest(claimed.getBytes(StandardCharsets.ISO_8859_1)); // as the header was decoded
        if (!isOneOfThem(digest) || !isBearer) {
            throw Refusal.badToken();
        }
    }

    private boolean isOneOfThem(byte[] digest) throws Refusal {
        try {
            return Credentials.anyMatches(
                    tokens, "api", token -> MessageDigest.isEqual(Credentials.digest(token), digest));
        } catch (SecretsUnreadableException e) {
            throw Refusal.secretUnavailable();
        }
    }
}
