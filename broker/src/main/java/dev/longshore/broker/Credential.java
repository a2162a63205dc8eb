/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.broker;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

/**
 * The one user of a listener.
 *
 * @param password 43 characters of base64url, so it needs no quoting anywhere
 */
record Credential(String password) {
    static final String USER = "longshore";

    /**
     * Not PLAIN: a client that finds somebody else's program on the port of a stopped broker must not tell it the
     * password.
     */
    static final String MECHANISM = "SCRAM-SHA-256";

    static Credential random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return new Credential(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** What {@code sasl.jaas.config} must be for {@link #MECHANISM}, for a client and for the broker alike. */
    String scram() {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + USER + "\" password=\""
                + password + "\";";
    }

    /** The broker side of PLAIN: who it is as a client, and whom it lets in. */
    String plainServer() {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + USER + "\" password=\""
                + password + "\" user_" + USER + "=\"" + password + "\";";
    }

    BrokerProperties clientOf(String bootstrapServers) {
        return new BrokerProperties(Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                MECHANISM,
                "sasl.jaas.config",
                scram()));
    }

    @Override
    public String toString() {
        return "Credential[***]";
    }
}
