/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.nio.file.Path;

/** Reads {@code ingress:}. */
final class IngressReader {
    private final Path base;
    private final SecretReader secrets;

    /** Reads with paths relative to {@code base}. */
    IngressReader(Path base, SecretReader secrets) {
        this.base = base;
        this.secrets = secrets;
    }

    IngressConfig ingress(YamlValue value) {
        YamlMapping keys = value.mapping();
        IngressConfig ingress = new IngressConfig(
                keys.optional("listen", ConfigurationReader.LISTEN, IngressConfig.DEFAULT.listen()),
                keys.optional("maxBody", Quantity.size("1KiB", "100MiB"), IngressConfig.DEFAULT.maxBody()),
                keys.optional("maxRequests", Shapes.integer(1, 10_000), IngressConfig.DEFAULT.maxRequests()),
                keys.optional("tls", new TlsReader(base)::tls),
                keys.list("trustedProxies", range -> range.parsed("an IP address or range", AddressRange::parse)),
                keys.list("apiTokens", secrets),
                keys.entries("webhooks", new WebhookReader(secrets)::webhook));
        keys.refuseOtherKeys();
        return ingress;
    }
}
