/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import dev.longshore.applier.tree.Manifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Looks absolute paths of a resolved model up in the manifest, following the symlinks it has. */
final class ManifestPaths {
    private static final int MAX_LINKS = 40;

    private final Manifest manifest;
    private final Path root;

    ManifestPaths(Manifest manifest, Path root) {
        this.manifest = manifest;
        this.root = root.toAbsolutePath().normalize();
    }

    Path root() {
        return root;
    }

    /** {@code path} relative to the root, {@code ""} for the root itself; empty if it is not of the stack. */
    Optional<String> relative(String path) {
        Path absolute = Path.of(path).normalize();
        return absolute.startsWith(root) ? Optional.of(root.relativize(absolute).toString()) : Optional.empty();
    }

    /** One line for each file and link at or below {@code path}; none if no revision brought any. */
    List<String> lines(String path) {
        return relative(path).map(this::resolve).stream()
                .flatMap(at -> manifest.under(at).entrySet().stream())
                .map(ManifestPaths::line)
                .toList();
    }

    /** One input for each file and link at or below {@code path}; none if no revision brought any. */
    List<ServiceInput> inputs(ServiceInput.Kind kind, String path, boolean live) {
        return inputs(kind, path, live, DockerIgnore.NOTHING);
    }

    /** The same, without what is left out of a build context at {@code path}. */
    List<ServiceInput> inputs(ServiceInput.Kind kind, String path, boolean live, DockerIgnore ignore) {
        return relative(path).map(this::resolve).stream()
                .flatMap(at -> manifest.under(at).entrySet().stream()
                        .filter(file -> !ignore.leavesOut(below(at, file.getKey())))
                        .map(file -> new ServiceInput(
                                kind,
                                file.getKey(),
                                digest(file.getValue()),
                                live,
                                live && file.getKey().equals(at))))
                .toList();
    }

    private static String below(String folder, String file) {
        return folder.isEmpty() ? file : file.equals(folder) ? "" : file.substring(folder.length() + 1);
    }

    private static String line(Map.Entry<String, Manifest.Entry> file) {
        return digest(file.getValue()) + " " + file.getKey();
    }

    private static String digest(Manifest.Entry entry) {
        return (entry.linkTarget() != null ? "link" : entry.executable() ? "exec" : "file") + " " + entry.sha256();
    }

    private String resolve(String path) {
        String at = path;
        for (int i = 0; i < MAX_LINKS; i++) {
            Optional<String> followed = follow(at);
            if (followed.isEmpty()) {
                return at;
            }
            at = followed.get();
        }
        return at;
    }

    /** Replaces the first symlink on the way. */
    private Optional<String> follow(String path) {
        SortedMap<String, Manifest.Entry> files = manifest.files();
        for (int end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
            String prefix = end < 0 ? path : path.substring(0, end);
            Manifest.Entry entry = files.get(prefix);
            if (entry != null && entry.linkTarget() != null) {
                Path target = Path.of(prefix).resolveSibling(entry.linkTarget());
                String rest = end < 0 ? "" : path.substring(end + 1);
                return Optional.of(target.resolve(rest).normalize().toString());
            }
            if (end < 0) {
                return Optional.empty();
            }
        }
    }
}
