/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.http;

import dev.longshore.events.config.Secret;
import dev.longshore.events.config.SecretUnavailableException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries a credential against secrets that may have to be read from files. */
public final class Credentials {
    private static final Logger log = LoggerFactory.getLogger(Credentials.class);

    private Credentials() {}

    /**
     * True if {@code matches} holds for one of the secrets. All are tried, so that the time does not tell which one it was.
     *
     * @param where in the log, such as the webhook's name, or the key of the configuration
     * @throws SecretsUnreadableException if none that can be read matches and another cannot be read: whether it would have matched is not known
     */
    public static boolean anyMatches(List<Secret> secrets, String where, Predicate<byte[]> matches)
            throws SecretsUnreadableException {
        boolean matched = false;
        List<Secret> unreadable = new ArrayList<>();
        for (Secret secret : secrets) {
            try {
                matched |= matches.test(secret.read());
            } catch (SecretUnavailableException e) {
                unreadable.add(secret);
                log.atError()
                        .addKeyValue("where", where)
                        .addKeyValue("reason", e.getMessage())
                        .log("a secret cannot be read, requests that need it are refused");
            }
        }
        if (!matched && !unreadable.isEmpty()) {
            throw new SecretsUnreadableException();
        }
        return matched;
    }

    /** Of one length, whatever was hashed: comparing two tells nothing of a credential's length. */
    public static byte[] digest(byte[] credential) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(credential);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
