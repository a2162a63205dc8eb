/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import dev.longshore.events.config.WebhookConfig;
import io.vertx.core.MultiMap;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 (RFC 2104) of the exact bytes of a body, in hexadecimal of either case, in the header that the configuration names. */
final class WebhookSignature {
    private static final int LENGTH = 32;
    private static final byte[] MALFORMED = {};

    private WebhookSignature() {}

    /** Returns only if the signature is there, once, and right; all the work is also done for one that is not. */
    static void require(WebhookConfig webhook, MultiMap headers, byte[] body) throws Refusal {
        byte[] claimed = claimed(headers.getAll(webhook.header()), webhook.prefix());
        boolean matches = SecretReader.anyMatches(
                webhook.secrets(), webhook.name(), secret -> MessageDigest.isEqual(mac(secret, body), claimed));
        if (!matches) {
            throw Refusal.badSignature();
        }
    }

    static byte[] mac(byte[] secret, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }

    private static byte[] claimed(List<String> values, String prefix) {
        if (values.size() != 1 || !values.get(0).startsWith(prefix)) {
            return MALFORMED;
        }
        String hex = values.get(0).substring(prefix.length());
        boolean isHex = hex.length() == 2 * LENGTH && hex.chars().allMatch(HexFormat::isHexDigit);
        return isHex ? HexFormat.of().parseHex(hex) : MALFORMED;
    }
}
