/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.stacks;

import dev.longshore.events.StackSpec;
import dev.longshore.syncer.git.CommitTree;
import dev.longshore.syncer.git.MirrorDamagedException;
import dev.longshore.syncer.git.SourceException;
import java.util.List;
import java.util.stream.Stream;

/**
 * A stack as one commit has it.
 *
 * @param digest of its spec and its Git trees: equal digests are equal stacks
 */
public record Stack(StackSpec spec, String digest) {
    /** @throws SourceException {@code source.path_missing} if the commit lacks one of its paths */
    static Stack in(CommitTree tree, StackSpec spec, boolean submodules)
            throws SourceException, MirrorDamagedException {
        TreeDigest digest = new TreeDigest(spec);
        if (submodules) {
            digest.addSubmodules();
        }
        for (String path : paths(spec)) {
            digest.add(
                    path,
                    tree.find(path)
                            .orElseThrow(() -> SourceException.stalled(
                                    "source.path_missing",
                                    tree.revision().brief() + " has no '" + path + "', which stack '" + spec.name()
                                            + "' is made of; add it or correct the stack",
                                    null)));
        }
        return new Stack(spec, digest.hex());
    }

    /** The paths that travel with the stack: its own and what it includes, each once, in order. */
    List<String> paths() {
        return paths(spec);
    }

    private static List<String> paths(StackSpec spec) {
        return Stream.concat(Stream.of(spec.path()), spec.include().stream())
                .map(Stack::normal)
                .distinct()
                .sorted()
                .toList();
    }

    /** As Git writes it: no {@code ./} before it, no {@code /} after it. */
    private static String normal(String path) {
        String normal = path;
        while (normal.startsWith("./")) {
            normal = normal.substring(2);
        }
        while (normal.endsWith("/")) {
            normal = normal.substring(0, normal.length() - 1);
        }
        return normal.isEmpty() ? CommitTree.ROOT : normal;
    }
}
