/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One webhook. The configuration fixes provider and header: nothing is guessed from a request.
 *
 * @param path beginning with a slash; by default {@code /webhook/<name>}
 * @param previousSecret also accepted, while a secret is being changed; null for none
 * @param header the request header that carries the signature
 * @param prefix what stands before the hexadecimal HMAC-SHA256 in that header; may be empty
 */
public record WebhookConfig(
        String name,
        Provider provider,
        String path,
        Secret secret,
        @Nullable Secret previousSecret,
        String header,
        String prefix) {

    /** The secrets a signature may be made with, the current one first. */
    public List<Secret> secrets() {
        return Stream.of(secret, previousSecret).flatMap(Stream::ofNullable).toList();
    }

    /** Who sends the webhook. */
    public enum Provider {
        /** GitHub and GitHub Enterprise; the header is always {@code X-Hub-Signature-256}. */
        GITHUB("X-Hub-Signature-256"),
        /** Anyone who can sign a body; header and prefix are settable. */
        GENERIC_HMAC("X-Signature-256");

        private final String defaultHeader;

        Provider(String defaultHeader) {
            this.defaultHeader = defaultHeader;
        }

        /** The header that carries the signature unless the configuration names another. */
        public String defaultHeader() {
            return defaultHeader;
        }

        /** The name in the configuration, such as {@code generic-hmac}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
