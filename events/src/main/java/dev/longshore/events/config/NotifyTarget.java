/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What kind of sink it is, and how to reach it. Templates are null where the usual text is wanted; {@code certificates} is a PEM file of the
 * authorities to trust, null for Java's own.
 */
public sealed interface NotifyTarget {
    /**
     * Any program that takes HTTP requests.
     *
     * @param key signs each request as Standard Webhooks has it
     * @param token for {@code Authorization: Bearer}
     * @param body instead of a CloudEvent
     * @param contentType of {@code body}
     */
    record Webhook(
            SinkUrl url,
            Mode mode,
            @Nullable Secret key,
            @Nullable Secret token,
            Map<String, HeaderValue> headers,
            @Nullable Template body,
            String contentType,
            @Nullable Path certificates)
            implements NotifyTarget {
        public Webhook {
            headers = Map.copyOf(headers);
        }

        /** What {@code key} holds, decoded; null without one. {@link SecretUnavailableException} if it cannot be read or is no base64. */
        public byte @Nullable [] signingKey() {
            if (key == null) {
                return null;
            }
            try {
                return Base64.getDecoder().decode(key.value().replaceFirst("^whsec_", ""));
            } catch (IllegalArgumentException e) {
                throw new SecretUnavailableException(key + " is not base64, as Standard Webhooks wants it", null);
            }
        }

        /** How a CloudEvent travels over HTTP: whole in the body, or its attributes as headers. */
        public enum Mode {
            STRUCTURED,
            BINARY;

            /** As in the file. */
            public String text() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

    /** Text, or a reference to a credential; exactly one of the two. */
    record HeaderValue(@Nullable String text, @Nullable Secret secret) {
        /** The value now; {@link SecretUnavailableException} if it cannot be read. */
        public String value() {
            return secret == null ? String.valueOf(text) : secret.value();
        }
    }

    /**
     * A topic of an ntfy server.
     *
     * @param url of the server, without the topic
     * @param tags besides the one that shows the severity
     * @param click where a tap leads
     */
    record Ntfy(
            SinkUrl url,
            String topic,
            @Nullable Secret token,
            List<String> tags,
            @Nullable String click,
            @Nullable Template title,
            @Nullable Template text,
            @Nullable Path certificates)
            implements NotifyTarget {
        public Ntfy {
            tags = List.copyOf(tags);
        }
    }

    /** An incoming webhook of Slack, or of what speaks like it. */
    record Slack(
            SinkUrl url, @Nullable Template title, @Nullable Template text) implements NotifyTarget {}

    /**
     * A mail server.
     *
     * @param login null to send without one
     */
    record Email(
            Listen server,
            Tls tls,
            String from,
            List<String> to,
            @Nullable Login login,
            @Nullable Template title,
            @Nullable Template text,
            @Nullable Path certificates)
            implements NotifyTarget {
        public Email {
            to = List.copyOf(to);
        }

        /** A user of the mail server. */
        public record Login(String username, Secret password) {}

        /** Whether and when the connection is encrypted. */
        public enum Tls {
            /** By the command STARTTLS, before anything else is said. */
            STARTTLS,
            /** From its beginning. */
            TLS,
            NONE;

            /** As in the file. */
            public String text() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }
}
