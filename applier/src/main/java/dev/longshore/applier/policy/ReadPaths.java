/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.policy;

import dev.longshore.events.config.PolicyConfig.Profile;
import dev.longshore.events.config.Right;
import java.nio.file.Path;

/** Judges what Compose or a build reads from, after Compose made it absolute. */
final class ReadPaths {
    private final StackFolders folders;

    ReadPaths(StackFolders folders) {
        this.folders = folders;
    }

    void check(Asked asked, String key, Path path) {
        Path file = path.normalize();
        if (!folders.isInside(file) || !folders.leaks(file).isEmpty()) {
            String what = "reads '" + file + "', which is outside of the repository";
            asked.refuse(Profile.TRUSTED, Violation.PATH, key, what, Right.of("path", file.toString()));
        }
    }
}
