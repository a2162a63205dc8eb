/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import com.fasterxml.jackson.core.JsonPointer;
import dev.longshore.events.Names;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code ingress.webhooks}. */
final class WebhookReader {
    private static final ValueReader<String> PATH = Shapes.matching(
            "a path",
            "(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*){1,16}",
            "such as /webhook/github: letters, digits and . _ ~ -");
    private static final ValueReader<String> HEADER =
            Shapes.matching("a header name", "[A-Za-z][A-Za-z0-9-]{0,63}", "letters, digits and -");
    private static final ValueReader<String> PREFIX =
            Shapes.matching("a prefix", "[\\x21-\\x7e]{0,32}", "printable ASCII, at most 32");
    private static final ValueReader<String> ALGORITHM =
            Shapes.matching("an algorithm", "sha256|sha512", "sha256 or sha512");
    private static final ValueReader<String> USERNAME =
            Shapes.matching("a user name", "[^:\\p{Cntrl}]{1,255}", "no colon, at most 255");
    private static final ValueReader<String> EVENT =
            Shapes.matching("an event", "[\\x21-\\x7e]{1,100}", "printable ASCII, at most 100");
    private static final ValueReader<JsonPointer> POINTER =
            value -> value.parsed("a JSON pointer such as /repository/url", WebhookReader::pointer);
    private static final List<String> OPTIONS =
            List.of("form", "username", "header", "prefix", "algorithm", "deliveryHeader", "fields", "event");

    private final SecretReader secrets;
    private final Map<String, String> nameByPath = new HashMap<>();

    WebhookReader(SecretReader secrets) {
        this.secrets = secrets;
    }

    @Nullable
    WebhookConfig webhook(String name, YamlValue value) {
        YamlMapping keys = value.mapping();
        WebhookConfig.Provider provider = keys.required("provider", WebhookReader::provider);
        String path = keys.optional("path", PATH, "/webhook/" + name);
        Secret secret = keys.required("secret", secrets);
        Secret previous = keys.optional("previousSecret", secrets);
        WebhookOptions options = options(keys);
        keys.refuseOtherKeys();
        if (!Names.isValid(name)) {
            return value.refuse("its key is not a name (lower-case letters, digits and . _ -, at most 63)");
        }
        checkPath(name, path, value);
        if (provider != null) {
            checkOptions(keys, provider);
        }
        if (provider == WebhookConfig.Provider.STANDARD_WEBHOOKS) {
            Stream.of(secret, previous).flatMap(Stream::ofNullable).forEach(key -> checkKey(key, value));
        }
        return provider == null || secret == null
                ? null
                : new WebhookConfig(name, provider, path, secret, previous, options);
    }

    private static WebhookOptions options(YamlMapping keys) {
        return new WebhookOptions(
                keys.optional("form", YamlValue::bool, true),
                keys.optional("username", USERNAME),
                keys.optional("header", HEADER),
                keys.optional("prefix", PREFIX),
                keys.optional("algorithm", ALGORITHM),
                keys.optional("deliveryHeader", HEADER),
                keys.optional("fields", WebhookReader::fields, Map.of()),
                keys.optional("event", WebhookReader::event));
    }

    private static Map<String, JsonPointer> fields(YamlValue value) {
        YamlMapping keys = value.mapping();
        Map<String, JsonPointer> fields = new LinkedHashMap<>();
        for (String field : WebhookOptions.FIELDS) {
            JsonPointer pointer = keys.optional(field, POINTER);
            if (pointer != null) {
                fields.put(field, pointer);
            }
        }
        keys.refuseOtherKeys();
        return fields;
    }

    private static WebhookOptions.@Nullable EventFilter event(YamlValue value) {
        YamlMapping keys = value.mapping();
        JsonPointer field = keys.required("field", POINTER);
        List<String> push = keys.required("push", names -> names.list(EVENT));
        keys.refuseOtherKeys();
        if (push != null && push.isEmpty()) {
            return value.refuse("names no event in 'push'; name at least one");
        }
        return field == null || push == null ? null : new WebhookOptions.EventFilter(field, push);
    }

    private static JsonPointer pointer(String text) {
        if (!text.startsWith("/") || text.length() > 200 || text.length() < 2) {
            throw new IllegalArgumentException("must be a JSON pointer (RFC 6901), such as /repository/url");
        }
        return JsonPointer.compile(text);
    }

    private static void checkOptions(YamlMapping keys, WebhookConfig.Provider provider) {
        for (String option : OPTIONS) {
            if (keys.has(option) && !provider.takes(option)) {
                String takers = Stream.of(WebhookConfig.Provider.values())
                        .filter(p -> p.takes(option))
                        .map(WebhookConfig.Provider::text)
                        .collect(Collectors.joining(", "));
                keys.error("'" + option + "' means nothing for " + provider.text() + ", only for " + takers
                        + "; remove it");
            }
        }
    }

    /** It would match nothing, and nobody would know why. */
    static void checkKey(Secret secret, YamlValue value) {
        try {
            Base64.getDecoder().decode(secret.value().replaceFirst("^whsec_", ""));
        } catch (IllegalArgumentException | SecretUnavailableException e) {
            value.error("its secret is not base64, with or without whsec_ before it, as Standard Webhooks wants it");
        }
    }

    private void checkPath(String name, String path, YamlValue value) {
        if ((path + "/").startsWith("/api/repositories/")) {
            value.error("its path " + path + " belongs to the API; choose another, such as /webhook/" + name);
        }
        String other = nameByPath.putIfAbsent(path, name);
        if (other != null) {
            value.error("its path " + path + " is also that of '" + other + "'; choose another");
        }
    }

    private static WebhookConfig.@Nullable Provider provider(YamlValue value) {
        String text = value.string();
        if (text == null) {
            return null;
        }
        return WebhookConfig.Provider.named(text)
                .orElseGet(() -> value.refuse("must be one of "
                        + Stream.of(WebhookConfig.Provider.values())
                                .map(WebhookConfig.Provider::text)
                                .collect(Collectors.joining(", "))
                        + ", but is '" + text + "'"));
    }
}
