/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The HTTP front door.
 *
 * @param maxBody bytes a request body may have
 * @param apiTokens bearer tokens for {@code /api}; with none, that API answers 401 to everyone
 * @param webhooks by name, in the order of the file; no two of one path
 */
public record IngressConfig(Listen listen, long maxBody, List<Secret> apiTokens, Map<String, WebhookConfig> webhooks) {
    public static final IngressConfig DEFAULT =
            new IngressConfig(new Listen("0.0.0.0", 8080), 25L << 20, List.of(), Map.of());

    public IngressConfig {
        apiTokens = List.copyOf(apiTokens);
        webhooks = Collections.unmodifiableMap(new LinkedHashMap<>(webhooks));
    }
}
