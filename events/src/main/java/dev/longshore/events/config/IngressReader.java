/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import dev.longshore.events.Names;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code ingress:}. */
final class IngressReader {
    private static final Set<String> LATER = Set.of(
            "gitlab",
            "gitea",
            "forgejo",
            "gogs",
            "bitbucket-cloud",
            "bitbucket-server",
            "azure-devops",
            "standard-webhooks");
    private static final ValueReader<String> PATH = Shapes.matching(
            "a path",
            "(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*){1,16}",
            "such as /webhook/github: letters, digits and . _ ~ -");
    private static final ValueReader<String> HEADER =
            Shapes.matching("a header name", "[A-Za-z][A-Za-z0-9-]{0,63}", "letters, digits and -");
    private static final ValueReader<String> PREFIX =
            Shapes.matching("a prefix", "[\\x21-\\x7e]{0,32}", "printable ASCII, at most 32");

    private final SecretReader secrets;
    private final Map<String, String> nameByPath = new HashMap<>();

    IngressReader(SecretReader secrets) {
        this.secrets = secrets;
    }

    IngressConfig ingress(YamlValue value) {
        YamlMapping keys = value.mapping();
        IngressConfig ingress = new IngressConfig(
                keys.optional("listen", ConfigurationReader.LISTEN, IngressConfig.DEFAULT.listen()),
                keys.optional("maxBody", Quantity.size("1KiB", "100MiB"), IngressConfig.DEFAULT.maxBody()),
                keys.list("apiTokens", secrets),
                keys.entries("webhooks", this::webhook));
        keys.refuseOtherKeys();
        return ingress;
    }

    private @Nullable WebhookConfig webhook(String name, YamlValue value) {
        YamlMapping keys = value.mapping();
        WebhookConfig.Provider provider = keys.required("provider", IngressReader::provider);
        String path = keys.optional("path", PATH, "/webhook/" + name);
        Secret secret = keys.required("secret", secrets);
        Secret previous = keys.optional("previousSecret", secrets);
        String header = keys.optional("header", HEADER);
        String prefix = keys.optional("prefix", PREFIX, "sha256=");
        keys.refuseOtherKeys();
        if (!Names.isValid(name)) {
            return value.refuse("its key is not a name (lower-case letters, digits and . _ -, at most 63)");
        }
        checkPath(name, path, value);
        if (provider == WebhookConfig.Provider.GITHUB && (keys.has("header") || keys.has("prefix"))) {
            value.error("'header' and 'prefix' are fixed by the provider github; remove them or use generic-hmac");
        }
        return provider == null || secret == null
                ? null
                : new WebhookConfig(
                        name,
                        provider,
                        path,
                        secret,
                        previous,
                        header == null ? provider.defaultHeader() : header,
                        prefix);
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
        if (LATER.contains(text)) {
            return value.refuse("provider '" + text
                    + "' is not available in this version yet; available are github and generic-hmac");
        }
        Optional<WebhookConfig.Provider> provider = Arrays.stream(WebhookConfig.Provider.values())
                .filter(p -> p.text().equals(text))
                .findFirst();
        return provider.isPresent()
                ? provider.get()
                : value.refuse("must be github or generic-hmac, but is '" + text + "'");
    }
}
