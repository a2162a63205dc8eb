/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import dev.longshore.events.config.AuthConfig;
import dev.longshore.events.config.SecretUnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of one fetch. They are sent with the first request: waiting for the remote's 401 would cost a round trip a fetch.
 *
 * @param headers for every request to the configured server; empty for none
 * @param ssh null for none
 */
record Credentials(Map<String, String> headers, @Nullable SshLogin ssh, Redactor redactor) {
    /**
     * Reads the credentials now, so that a changed secret counts at once.
     *
     * @param where for messages
     * @throws SourceException {@code source.auth} if they cannot be read or used
     */
    static Credentials of(String where, @Nullable AuthConfig auth) throws SourceException {
        try {
            if (auth instanceof AuthConfig.Basic basic) {
                return basic(where, basic);
            }
            if (auth instanceof AuthConfig.Bearer bearer) {
                String token = usable(where, bearer.token().value());
                return header("Bearer " + token, new Redactor(List.of(token)));
            }
            if (auth instanceof AuthConfig.SshKey key) {
                return new Credentials(Map.of(), SshLogin.of(where, key), new Redactor(List.of()));
            }
            return new Credentials(Map.of(), null, new Redactor(List.of()));
        } catch (SecretUnavailableException e) {
            String problem = Objects.requireNonNullElse(e.getMessage(), "a secret cannot be read");
            throw SourceException.stalled("source.auth", where + ": " + problem, null);
        }
    }

    private static Credentials basic(String where, AuthConfig.Basic basic) throws SourceException {
        String password = usable(where, basic.password().value());
        String pair = basic.username() + ":" + password;
        String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        return header("Basic " + encoded, new Redactor(List.of(encoded, password)));
    }

    private static Credentials header(String authorization, Redactor redactor) {
        return new Credentials(Map.of("Authorization", authorization), null, redactor);
    }

    private static String usable(String where, String credential) throws SourceException {
        if (credential.chars().anyMatch(c -> c < ' ' || c == 127)) {
            throw SourceException.stalled(
                    "source.auth",
                    where + ": the credential has control characters in it; it must be one line of text",
                    null);
        }
        return credential;
    }

    @Override
    public String toString() {
        return "Credentials[" + headers.keySet() + (ssh == null ? "" : ", ssh") + "]";
    }
}
