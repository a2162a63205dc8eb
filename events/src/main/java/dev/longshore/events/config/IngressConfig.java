/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP front door.
 *
 * @param maxBody bytes a request body may have
 * @param maxRequests requests one webhook answers at once
 * @param tls null for plain HTTP
 * @param trustedProxies whose {@code X-Forwarded-For} is believed
 * @param apiTokens bearer tokens for {@code /api}; with none, that API answers 401 to everyone
 * @param webhooks by name, in the order of the file; no two of one path
 */
public record IngressConfig(
        Listen listen,
        long maxBody,
        int maxRequests,
        @Nullable TlsConfig tls,
        List<AddressRange> trustedProxies,
        List<Secret> apiTokens,
        Map<String, WebhookConfig> webhooks) {
    public static final IngressConfig DEFAULT =
            new IngressConfig(new Listen("0.0.0.0", 8080), 25L << 20, 128, null, List.of(), List.of(), Map.of());

    public IngressConfig {
        trustedProxies = List.copyOf(trustedProxies);
        apiTokens = List.copyOf(apiTokens);
        webhooks = Collections.unmodifiableMap(new LinkedHashMap<>(webhooks));
    }
}
