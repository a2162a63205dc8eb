/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code applier.registries}. */
final class RegistryReader {
    private static final ValueReader<String> REGISTRY = Shapes.matching(
            "a registry",
            "[a-zA-Z0-9]([a-zA-Z0-9.-]{0,251}[a-zA-Z0-9])?(:[0-9]{1,5})?|\\[[0-9a-fA-F:]{2,45}\\](:[0-9]{1,5})?",
            "host or host:port, as in the names of its images");

    private final SecretReader secrets;

    RegistryReader(SecretReader secrets) {
        this.secrets = secrets;
    }

    List<RegistryConfig> registries(YamlMapping keys) {
        List<RegistryConfig> registries = keys.list("registries", this::registry);
        Set<String> seen = new HashSet<>();
        registries.forEach(registry -> {
            if (!seen.add(registry.registry())) {
                keys.error("'registries' has '" + registry.registry() + "' twice; keep one");
            }
        });
        return registries;
    }

    private @Nullable RegistryConfig registry(YamlValue value) {
        YamlMapping keys = value.mapping();
        String registry = keys.required("registry", REGISTRY);
        String username = keys.required("username", YamlValue::string);
        Secret password = keys.required("password", secrets);
        keys.refuseOtherKeys();
        if (username != null && (username.isEmpty() || username.indexOf(':') >= 0)) {
            return value.refuse("has a username that is empty or has a colon in it");
        }
        return registry == null || username == null || password == null
                ? null
                : new RegistryConfig(registry, username, password);
    }
}
