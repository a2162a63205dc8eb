/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import dev.longshore.events.config.Secret;
import dev.longshore.events.config.SecretUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries a credential against secrets that may have to be read from files. */
final class SecretReader {
    private static final Logger log = LoggerFactory.getLogger(SecretReader.class);

    private SecretReader() {}

    /**
     * True if {@code matches} holds for one of the secrets. All are tried, so that the time does not tell which one it was.
     *
     * @param where in the log, such as the webhook's name
     * @throws Refusal 503 if none that can be read matches and another cannot be read: whether it would have matched is not known
     */
    static boolean anyMatches(List<Secret> secrets, String where, Predicate<byte[]> matches) throws Refusal {
        boolean matched = false;
        List<Secret> unreadable = new ArrayList<>();
        for (Secret secret : secrets) {
            try {
                matched |= matches.test(secret.read());
            } catch (SecretUnavailableException e) {
                unreadable.add(secret);
                log.atError()
                        .addKeyValue("webhook", where)
                        .addKeyValue("reason", e.getMessage())
                        .log("a secret cannot be read, deliveries that need it are refused");
            }
        }
        if (!matched && !unreadable.isEmpty()) {
            throw Refusal.secretUnavailable();
        }
        return matched;
    }
}
