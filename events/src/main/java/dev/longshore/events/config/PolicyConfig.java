/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import dev.longshore.events.StackId;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What stacks may do to this host. It belongs to the host: nothing in a repository can change it.
 *
 * @param allowBinds absolute folders and files that every stack may mount, with all that is below them
 * @param allow what single stacks may do beyond the profile; the stacks need not exist
 */
public record PolicyConfig(Profile profile, List<Path> allowBinds, Map<StackId, Set<Right>> allow) {
    public static final PolicyConfig DEFAULT = new PolicyConfig(Profile.STANDARD, List.of(), Map.of());

    public PolicyConfig {
        allowBinds = List.copyOf(allowBinds);
        Map<StackId, Set<Right>> copy = new HashMap<>();
        allow.forEach((stack, rights) -> copy.put(stack, Set.copyOf(rights)));
        allow = Map.copyOf(copy);
    }

    /** What {@code stack} may do beyond the profile; empty for nothing. */
    public Set<Right> rights(StackId stack) {
        return allow.getOrDefault(stack, Set.of());
    }

    /** How much is refused. Each profile refuses what those before it do. */
    public enum Profile {
        /** Only what reaches outside of the stack's own files while Compose reads it. */
        TRUSTED,
        /** Also what makes a container root on the host. */
        STANDARD,
        /** Also what takes a container's walls down in part. */
        STRICT;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
