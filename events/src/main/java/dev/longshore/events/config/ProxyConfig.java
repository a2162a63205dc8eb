/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.util.List;
import java.util.Locale;

/**
 * The HTTP proxy on the way to Git hosts, for http and https.
 *
 * @param except hosts that are reached without it, each with all below it ({@code example.org}: also {@code git.example.org})
 */
public record ProxyConfig(String host, int port, List<String> except) {
    public ProxyConfig {
        except = List.copyOf(except);
    }

    /** Whether the proxy is on the way to this host. */
    public boolean isFor(String target) {
        String name = target.toLowerCase(Locale.ROOT);
        return except.stream()
                .map(known -> known.toLowerCase(Locale.ROOT))
                .noneMatch(known -> name.equals(known) || name.endsWith("." + known));
    }
}
