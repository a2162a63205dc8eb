/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import dev.longshore.events.StackSpec;
import java.util.List;

/** Reads {@code .longshore.yaml}, by which a repository names its stacks. */
public final class StacksFile {
    /** Its name, in the root of a repository. */
    public static final String NAME = ".longshore.yaml";

    private StacksFile() {}

    /**
     * Reads and checks a file; at least one stack.
     *
     * @param fileName for problems
     * @throws ConfigurationException with all problems when it is invalid
     */
    public static List<StackSpec> parse(String fileName, byte[] content) throws ConfigurationException {
        Problems problems = new Problems(fileName);
        List<StackSpec> stacks =
                YamlDocument.parse(content, problems).map(StacksFile::stacks).orElse(List.of());
        problems.throwIfAny();
        return List.copyOf(stacks);
    }

    private static List<StackSpec> stacks(YamlMapping keys) {
        StackReader reader = new StackReader(new ProjectClaims());
        List<StackSpec> stacks = keys.required(
                "stacks",
                value -> value.is("[]")
                        ? value.refuse("is empty; name at least one stack, or remove the file for discovery")
                        : reader.stacks(value));
        keys.refuseOtherKeys();
        return stacks == null ? List.of() : stacks;
    }
}
