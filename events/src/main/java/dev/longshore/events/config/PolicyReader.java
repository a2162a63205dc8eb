/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import dev.longshore.events.StackId;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code applier.policy}. */
final class PolicyReader {
    private PolicyReader() {}

    static PolicyConfig policy(YamlValue value) {
        YamlMapping keys = value.mapping();
        PolicyConfig policy = new PolicyConfig(
                keys.optional(
                        "profile",
                        v -> v.parsed("trusted, standard or strict", PolicyReader::profile),
                        PolicyConfig.DEFAULT.profile()),
                keys.list("allowBinds", v -> v.parsed("an absolute path", PolicyReader::absolute)),
                stacks(keys.entries("allow", PolicyReader::rights)));
        keys.refuseOtherKeys();
        return policy;
    }

    private static PolicyConfig.Profile profile(String text) {
        return Stream.of(PolicyConfig.Profile.values())
                .filter(profile -> profile.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be trusted, standard or strict"));
    }

    private static Path absolute(String text) {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path.normalize();
            }
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("has a character that paths cannot have", e);
        }
        throw new IllegalArgumentException("must be an absolute path");
    }

    private static @Nullable Set<Right> rights(String stack, YamlValue value) {
        try {
            StackId.parse(stack);
        } catch (IllegalArgumentException e) {
            return value.refuse("its key: " + e.getMessage());
        }
        List<Right> rights = value.list(element -> element.parsed("a right", Right::new));
        return rights.stream().collect(Collectors.toUnmodifiableSet());
    }

    private static Map<StackId, Set<Right>> stacks(Map<String, Set<Right>> read) {
        Map<StackId, Set<Right>> stacks = new HashMap<>();
        read.forEach((stack, rights) -> stacks.put(StackId.parse(stack), rights));
        return stacks;
    }
}
