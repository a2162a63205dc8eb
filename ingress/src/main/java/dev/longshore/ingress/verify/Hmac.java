/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.verify;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A keyed digest (RFC 2104). SHA-1 is not among them. */
public enum Hmac {
    SHA256("HmacSHA256", 32),
    SHA512("HmacSHA512", 64);

    private final String algorithm;
    private final int length;

    Hmac(String algorithm, int length) {
        this.algorithm = algorithm;
        this.length = length;
    }

    /** Bytes of a digest. */
    int length() {
        return length;
    }

    /** The digest of the parts, one after the other; {@code key} has at least one byte. */
    public byte[] of(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + algorithm, e);
        }
    }
}
