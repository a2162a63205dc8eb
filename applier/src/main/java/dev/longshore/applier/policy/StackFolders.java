/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.policy;

import java.nio.file.Path;
import java.util.Set;

/**
 * The two places of a stack's files: where a revision is looked at, and where it will run. In the second, containers may have put what no
 * revision brought: a symlink to the root of the host, say.
 */
public record StackFolders(Path staging, Path tree) {
    public StackFolders {
        staging = staging.toAbsolutePath().normalize();
        tree = tree.toAbsolutePath().normalize();
    }

    /** Whether {@code path}, absolute, is of the stack as it is written. */
    boolean isInside(Path path) {
        return path.normalize().startsWith(staging);
    }

    /** Where a path of the stack leads outside of it, in either place; empty if it stays in. */
    Set<Path> leaks(Path path) {
        Path relative = staging.relativize(path.normalize());
        Path staged = HostPaths.real(path.normalize());
        Path running = HostPaths.real(tree.resolve(relative));
        if (!staged.startsWith(HostPaths.real(staging))) {
            return Set.of(staged);
        }
        return running.startsWith(HostPaths.real(tree)) ? Set.of() : Set.of(running);
    }

    /** For people: relative to the repository. */
    String name(Path file) {
        Path path = file.normalize();
        return path.startsWith(staging) ? staging.relativize(path).toString() : path.toString();
    }
}
