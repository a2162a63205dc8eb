/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.verify;

import dev.longshore.events.config.WebhookConfig;
import dev.longshore.events.http.Credentials;
import dev.longshore.events.http.SecretsUnreadableException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** A hexadecimal HMAC, of either case, in one header. */
final class HexSignature implements Verifier {
    /** What stands before the signature, and says how it was made. */
    record Scheme(String prefix, Hmac hmac) {}

    /** Which bytes are signed. */
    enum Signed {
        BODY,
        /** Of a form only the JSON inside. */
        JSON
    }

    private static final byte[] MALFORMED = {};

    private final WebhookConfig webhook;
    private final String header;
    private final List<Scheme> schemes;
    private final Signed signed;

    HexSignature(WebhookConfig webhook, String header, List<Scheme> schemes, Signed signed) {
        this.webhook = webhook;
        this.header = header;
        this.schemes = List.copyOf(schemes);
        this.signed = signed;
    }

    @Override
    public boolean accepts(Delivery delivery) throws SecretsUnreadableException {
        List<String> values = delivery.headers().getAll(header);
        String value = values.size() == 1 ? values.get(0) : "";
        Optional<Scheme> claimedScheme =
                schemes.stream().filter(s -> value.startsWith(s.prefix())).findFirst();
        Scheme scheme = claimedScheme.orElse(schemes.get(0));
        byte[] claimed = claimedScheme.isPresent() ? bytes(value, scheme) : MALFORMED;
        byte[] bytes = signed == Signed.BODY ? delivery.body() : delivery.json();
        return Credentials.anyMatches(
                webhook.secrets(),
                webhook.name(),
                secret -> MessageDigest.isEqual(scheme.hmac().of(secret, bytes), claimed));
    }

    private static byte[] bytes(String value, Scheme scheme) {
        String hex = value.substring(scheme.prefix().length());
        boolean isHex =
                hex.length() == 2 * scheme.hmac().length() && hex.chars().allMatch(HexFormat::isHexDigit);
        return isHex ? HexFormat.of().parseHex(hex) : MALFORMED;
    }
}
