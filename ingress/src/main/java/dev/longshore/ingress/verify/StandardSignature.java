/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.verify;

import dev.longshore.events.config.WebhookConfig;
import dev.longshore.events.http.Credentials;
import dev.longshore.events.http.SecretsUnreadableException;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Standard Webhooks 1.0, symmetric: {@code webhook-signature} has one or more {@code v1,<base64>} HMAC-SHA256 of
 * {@code <webhook-id>.<webhook-timestamp>.<body>}, and the time is at most five minutes away from ours.
 */
final class StandardSignature implements Verifier {
    static final String KEY_PREFIX = "whsec_";
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    /** More keys than anyone rotates through at once. */
    private static final int MAX_SIGNATURES = 16;

    private static final Pattern TIMESTAMP = Pattern.compile("[0-9]{1,12}");
    private static final Pattern SIGNATURE = Pattern.compile("(?:^|(?<= ))v1,([A-Za-z0-9+/]{43}=)(?= |$)");

    private final WebhookConfig webhook;
    private final Clock clock;

    StandardSignature(WebhookConfig webhook, Clock clock) {
        this.webhook = webhook;
        this.clock = clock;
    }

    @Override
    public boolean accepts(Delivery delivery) throws SecretsUnreadableException {
        Claim claim = claim(delivery);
        return Credentials.anyMatches(webhook.secrets(), webhook.name(), secret -> matches(secret, claim))
                && claim.isTimely();
    }

    /** What a request says of itself; computed once, and compared with each secret. */
    record Claim(String signedHead, Delivery delivery, List<byte[]> signatures, boolean isTimely) {}

    Claim claim(Delivery delivery) {
        MultiMap headers = delivery.headers();
        String id = only(headers, "webhook-id");
        String timestamp = only(headers, "webhook-timestamp");
        String head = id + "." + timestamp + ".";
        return new Claim(
                head, delivery, signatures(only(headers, "webhook-signature")), !id.isEmpty() && isTimely(timestamp));
    }

    static boolean matches(byte[] secret, Claim claim) {
        byte[] key = key(secret);
        byte[] expected = Hmac.SHA256.of(
                key.length == 0 ? new byte[1] : key,
                claim.signedHead().getBytes(StandardCharsets.UTF_8),
                claim.delivery().body());
        boolean any = false;
        for (byte[] signature : claim.signatures()) {
            any |= MessageDigest.isEqual(expected, signature);
        }
        return any && key.length > 0;
    }

    /** The key in a secret: base64, usually after {@code whsec_}; empty for what is neither. */
    private static byte[] key(byte[] secret) {
        String text = new String(secret, StandardCharsets.ISO_8859_1);
        try {
            return Base64.getDecoder().decode(text.startsWith(KEY_PREFIX) ? text.substring(KEY_PREFIX.length()) : text);
        } catch (IllegalArgumentException e) {
            return new byte[0]; // matches nothing
        }
    }

    private static List<byte[]> signatures(String value) {
        List<byte[]> signatures = new ArrayList<>();
        Matcher signature = SIGNATURE.matcher(value);
        while (signatures.size() < MAX_SIGNATURES && signature.find()) {
            signatures.add(Base64.getDecoder().decode(signature.group(1)));
        }
        return signatures;
    }

    private boolean isTimely(String timestamp) {
        return TIMESTAMP.matcher(timestamp).matches()
                && Math.abs(clock.instant().getEpochSecond() - Long.parseLong(timestamp)) <= TOLERANCE.toSeconds();
    }

    private static String only(MultiMap headers, String name) {
        List<String> values = headers.getAll(name);
        return values.size() == 1 ? values.get(0) : "";
    }
}
