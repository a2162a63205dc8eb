/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a revision brought: its files and symlinks, by {@code /}-separated path relative to the root of the bundle. Folders are not
 * listed; they exist where files need them.
 */
public record Manifest(SortedMap<String, Entry> files) {
    /** A revision that brought nothing; what comes before the first one. */
    public static final Manifest EMPTY = new Manifest(Collections.emptySortedMap());

    public Manifest {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /** Everything at or below {@code path}; {@code ""} for all. */
    public SortedMap<String, Entry> under(String path) {
        if (path.isEmpty()) {
            return files;
        }
        SortedMap<String, Entry> found = new TreeMap<>(files.subMap(path + "/", path + "0"));
        Entry self = files.get(path);
        if (self != null) {
            found.put(path, self);
        }
        return found;
    }

    /**
     * What is below a folder, as seen from that folder.
     *
     * @param folder {@code .} for the root
     * @throws UnsafeBundleException if a symlink in it points to what is outside of it
     */
    public Manifest inside(String folder) {
        if (folder.equals(".")) {
            return this;
        }
        SortedMap<String, Entry> found = new TreeMap<>();
        files.subMap(folder + "/", folder + "0").forEach((path, entry) -> {
            String inner = path.substring(folder.length() + 1);
            if (entry.linkTarget() != null) {
                LinkTarget.check(inner, Path.of(entry.linkTarget()), (int)
                        inner.chars().filter(c -> c == '/').count());
            }
            found.put(inner, entry);
        });
        return new Manifest(found);
    }

    /**
     * One file or symlink.
     *
     * @param sha256 lower-case hex of the content; of the target's text for a symlink
     * @param size bytes; 0 for a symlink
     * @param linkTarget where a symlink points to, as written; null for a file
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Entry(
            String sha256,
            boolean executable,
            long size,
            @Nullable String linkTarget) {}
}
