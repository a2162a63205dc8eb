/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.http;

import dev.longshore.events.config.Secret;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** Bearer tokens of an API (RFC 6750), read anew for each request. With none, nobody is let in. */
public final class BearerTokens {
    private static final String SCHEME = "Bearer ";

    private final String key;
    private final List<Secret> tokens;

    /** @param key of the configuration that lists them, for those who are refused */
    public BearerTokens(String key, List<Secret> tokens) {
        this.key = key;
        this.tokens = List.copyOf(tokens);
    }

    /** Returns only if there is one {@code Authorization} header and it carries one of the tokens. */
    public void require(MultiMap headers) throws Refusal {
        List<String> values = headers.getAll("Authorization");
        boolean isBearer = values.size() == 1 && values.get(0).regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        String claimed = isBearer ? values.get(0).substring(SCHEME.length()).trim() : "";
        // Digests are of one length: the comparison tells nothing of a token's.
        byte[] digest = Credentials.digest(claimed.getBytes(StandardCharsets.ISO_8859_1)); // as the header was decoded
        if (!isOneOfThem(digest) || !isBearer) {
            throw Refusal.badToken(key);
        }
    }

    private boolean isOneOfThem(byte[] digest) throws Refusal {
        try {
            return Credentials.anyMatches(
                    tokens, key, token -> MessageDigest.isEqual(Credentials.digest(token), digest));
        } catch (SecretsUnreadableException e) {
            throw Refusal.secretUnavailable();
        }
    }
}
