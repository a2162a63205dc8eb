/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.util.List;
import java.util.Map;

/**
 * The applier of this host.
 *
 * @param concurrency stacks that are applied at once
 * @param keep bundles kept for each stack, besides golden
 * @param labels of this host, for {@code hostSelector} of a stack
 * @param policy what stacks may do to this host
 * @param registries credentials besides those that the host's Docker configuration has
 */
public record ApplierConfig(
        int concurrency, int keep, Map<String, String> labels, PolicyConfig policy, List<RegistryConfig> registries) {
    public static final ApplierConfig DEFAULT = new ApplierConfig(4, 5, Map.of(), PolicyConfig.DEFAULT, List.of());

    public ApplierConfig {
        labels = Map.copyOf(labels);
        registries = List.copyOf(registries);
    }
}
