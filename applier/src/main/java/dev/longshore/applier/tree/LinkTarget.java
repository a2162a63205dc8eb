/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import java.nio.file.Path;
import java.util.List;

/**
 * Decides whether a symlink stays inside the tree. {@code ..} counts only at the beginning: there it climbs real folders, while
 * behind another symlink it could climb out of the tree although the text looks harmless.
 */
final class LinkTarget {
    private LinkTarget() {}

    /** @param depth folders above the link: 0 at the root */
    static void check(String path, Path target, int depth) {
        if (target.isAbsolute() || target.toString().isEmpty()) {
            throw refused(path, target);
        }
        List<String> segments = List.of(target.toString().split("/"));
        int up = 0;
        while (up < segments.size() && segments.get(up).equals("..")) {
            up++;
        }
        if (up > depth || segments.subList(up, segments.size()).contains("..")) {
            throw refused(path, target);
        }
    }

    private static UnsafeBundleException refused(String path, Path target) {
        return new UnsafeBundleException(
                UnsafeBundleException.LINK,
                "the symlink '" + path + "' points to '" + target
                        + "', which may leave the stack; link to a path below it");
    }
}
