/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.nio.file.Path;
import java.util.List;

/**
 * What is taken from a repository, and what is not.
 *
 * @param acceptForcePush whether a rewritten branch is announced; else it is an error
 * @param submodules whether they travel with the stacks that have them
 * @param checkObjects whether objects that Git itself warns about are refused
 * @param trustedKeys files of public keys, GPG or SSH: only tips signed by one of them are announced; empty for no such check
 */
public record GitRules(boolean acceptForcePush, boolean submodules, boolean checkObjects, List<Path> trustedKeys) {
    public static final GitRules DEFAULT = new GitRules(true, false, true, List.of());

    public GitRules {
        trustedKeys = List.copyOf(trustedKeys);
    }
}
