/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import dev.longshore.events.Text;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Decides whether a name in a bundle may become a path on this machine. */
final class EntryName {
    private EntryName() {}

    /** The segments of {@code name} (a trailing slash is dropped); throws if it is not a plain relative path. */
    static List<String> segments(String name, UnpackLimits limits) {
        String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        if (path.getBytes(StandardCharsets.UTF_8).length > limits.pathBytes()) {
            throw new UnsafeBundleException(
                    UnsafeBundleException.LIMITS,
                    "a path is longer than " + limits.pathBytes() + " bytes: " + Text.printable(path, 100));
        }
        List<String> segments = List.of(path.split("/", -1));
        if (segments.size() > limits.depth()) {
            throw new UnsafeBundleException(
                    UnsafeBundleException.LIMITS,
                    "deeper than " + limits.depth() + " folders: " + Text.printable(path, 100));
        }
        segments.forEach(segment -> check(segment, path));
        return segments;
    }

    private static void check(String segment, String path) {
        if (segment.isEmpty() || segment.equals(".") || segment.equals("..") || segment.indexOf('\0') >= 0) {
            throw new UnsafeBundleException(UnsafeBundleException.PATH, "not a path inside the stack: '" + path + "'");
        }
        if (segment.getBytes(StandardCharsets.UTF_8).length > UnpackLimits.SEGMENT_BYTES) {
            throw new UnsafeBundleException(
                    UnsafeBundleException.LIMITS,
                    "a name is longer than " + UnpackLimits.SEGMENT_BYTES + " bytes: " + segment.substring(0, 60)
                            + "…");
        }
        if (isGitFolder(segment)) {
            throw new UnsafeBundleException(
                    UnsafeBundleException.PATH, "Git's own folder does not belong in a commit: '" + path + "'");
        }
    }

    /** {@code .git} as any file system Git knows might spell it. */
    private static boolean isGitFolder(String segment) {
        String name = segment.toLowerCase(Locale.ROOT).replaceAll("[\u200c\u200d\ufeff\u200e\u200f]", "");
        name = name.replaceAll("[. ]+$", "");
        return name.equals(".git") || name.equals("git~1");
    }
}
