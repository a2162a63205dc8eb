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
 */
record Credentials(Map<String, String> headers, Redactor redactor) {
    /**
     * Reads the credentials now, so that a changed secret counts at once.
     *
     * @throws SourceException {@code source.auth} if they cannot be read or used
     */
    static Credentials of(String repository, @Nullable AuthConfig auth) throws SourceException {
        try {
            if (auth instanceof AuthConfig.Basic basic) {
                return basic(repository, basic);
            }
            if (auth instanceof AuthConfig.Bearer bearer) {
                String token = bearer.token().value();
                return new Credentials(
                        authorization("Bearer " + usable(repository, token)), new Redactor(List.of(token)));
            }
            return new Credentials(Map.of(), new Redactor(List.of()));
        } catch (SecretUnavailableException e) {
            String problem = Objects.requireNonNullElse(e.getMessage(), "a secret cannot be read");
            throw SourceException.stalled("source.auth", "repository " + repository + ": " + problem, null);
        }
    }

    private static Credentials basic(String repository, AuthConfig.Basic basic) throws SourceException {
        String password = usable(repository, basic.password().value());
        String pair = basic.username() + ":" + password;
        String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        return new Credentials(authorization("Basic " + encoded), new Redactor(List.of(encoded, password)));
    }

    private static Map<String, String> authorization(String value) {
        return Map.of("Authorization", value);
    }

    private static String usable(String repository, String credential) throws SourceException {
        if (credential.chars().anyMatch(c -> c < ' ' || c == 127)) {
            throw SourceException.stalled(
                    "source.auth",
                    "repository " + repository
                            + ": the credential has control characters in it; it must be one line of text",
                    null);
        }
        return credential;
    }

    @Override
    public String toString() {
        return "Credentials[" + headers.keySet() + "]";
    }
}
