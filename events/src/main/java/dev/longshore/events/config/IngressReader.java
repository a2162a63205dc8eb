/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

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
                keys.optional("tls", this::tls),
                keys.list("trustedProxies", range -> range.parsed("an IP address or range", AddressRange::parse)),
                keys.list("apiTokens", secrets),
                keys.entries("webhooks", new WebhookReader(secrets)::webhook));
        keys.refuseOtherKeys();
        return ingress;
    }

    private @Nullable TlsConfig tls(YamlValue value) {
        YamlMapping keys = value.mapping();
        Path certificate = keys.required("certificate", this::file);
        Path key = keys.required("key", this::file);
        keys.refuseOtherKeys();
        return certificate == null || key == null ? null : new TlsConfig(certificate, key);
    }

    private @Nullable Path file(YamlValue value) {
        Path path = value.parsed("a path", text -> SecretReader.folderOrFile(base, text));
        return path == null || Files.isReadable(path)
                ? path
                : value.refuse("names a file that cannot be read; create it or correct the path");
    }
}
